// Starts the language server, "stk lsp", and speaks with it. Colours need no server.
"use strict";
const { window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async function () {
    const command = workspace.getConfiguration("stk").get("path", "stk");
    const server = { command, args: ["lsp"] }; // over its standard input and output
    client = new LanguageClient("stk", "stk", server, { documentSelector: [{ scheme: "file", language: "stk" }] });
    try {
        await client.start();
    } catch (error) {
        client = undefined;
        window.showWarningMessage(`'${command} lsp' does not start: ${error.message}. The setting stk.path says where stk is.`);
    }
};

exports.deactivate = function () {
    return client?.stop();
};
