// Starts the language server, "stk lsp", and speaks with it. Colours need no server.
"use strict";
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { faultOf } = require("./program");
const { chooseEnvironment, showEnvironment } = require("./environment");

const documents = ["stk", "yaml"].map((language) => ({ scheme: "file", language })); // values files and stk.project are YAML
let client;

const setting = (name) => workspace.getConfiguration("stk").get(name);

// What is not waited for, as it stands there until somebody reads it.
function warn(command, fault) {
    const choice = window.showWarningMessage(`'${command} lsp' does not start: ${fault}. The setting stk.path says where stk is.`, "Open the Setting");
    choice.then((chosen) => chosen && commands.executeCommand("workbench.action.openSettings", "stk.path"));
}

// The program is tried first: what the client says of one that is not there names neither the program nor what to do.
async function start() {
    const command = setting("path") || "stk";
    const fault = await faultOf(command);
    if (fault) return warn(command, fault);
    client = new LanguageClient("stk", "stk", { command, args: ["lsp"] }, { // over its standard input and output
        documentSelector: documents,
        initializationOptions: () => ({ environment: setting("environment") }),
        synchronize: { configurationSection: "stk" },
    });
    await client.start();
}

async function stop() {
    const stopped = client;
    client = undefined;
    await stopped?.stop();
}

async function restart() {
    await stop();
    await start();
}

exports.activate = async function (context) {
    context.subscriptions.push(
        ...showEnvironment(documents),
        commands.registerCommand("stk.restart", restart),
        commands.registerCommand("stk.chooseEnvironment", () => chooseEnvironment(setting("path") || "stk")),
        workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("stk.path") && restart()),
    );
    await start();
};

exports.deactivate = stop;
