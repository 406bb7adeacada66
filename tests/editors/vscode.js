// vscode.js EXTENSION - runs an extension's activate and deactivate with an editor and a client that only note what they are asked.
//
// Outputs: a line for each of their notes.  Exit: 0.
"use strict";
const Module = require("module");
const path = require("path");

const settings = { path: process.env.STK_PATH };
const fails = process.env.SERVER_FAILS === "1";
class LanguageClient {
    constructor(id, name, server, options) {
        console.log(`client ${id}: runs ${[server.command, ...server.args].join(" ")}, for ${JSON.stringify(options.documentSelector)}`);
    }
    async start() {
        if (fails) throw new Error("no such program");
        console.log("client starts");
    }
    async stop() {
        console.log("client stops");
    }
}
const provided = {
    vscode: {
        workspace: { getConfiguration: (section) => ({ get: (key, standard) => (section === "stk" && settings[key]) || standard }) },
        window: { showWarningMessage: (text) => console.log(`warning: ${text}`) },
    },
    "vscode-languageclient/node": { LanguageClient },
};
const load = Module._load;
Module._load = (name, ...rest) => provided[name] || load(name, ...rest);

const extension = require(path.resolve(process.argv[2]));
extension.activate().then(() => extension.deactivate());
