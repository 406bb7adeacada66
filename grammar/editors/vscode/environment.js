// Which environment of stk.project it is whose values are shown: told in the status of the language, chosen by a command.
"use strict";
const { languages, window, workspace } = require("vscode");
const { run } = require("./program");

const chosen = () => workspace.getConfiguration("stk").get("environment");

exports.showEnvironment = function (documents) {
    const item = languages.createLanguageStatusItem("stk.environment", documents);
    item.name = "stk: environment";
    item.command = { command: "stk.chooseEnvironment", title: "Choose" };
    const show = () => { item.text = chosen() ? `values of '${chosen()}'` : "values of the first environment"; };
    show();
    return [item, workspace.onDidChangeConfiguration(show)];
};

// An item for each environment, with the stacks that have it.
function itemsOf(stacks) {
    const named = new Map();
    for (const { stack, environment } of stacks) if (environment) named.set(environment, [...(named.get(environment) || []), stack]);
    return [...named].map(([name, those]) => ({ label: name, description: those.join(", "), name }));
}

exports.chooseEnvironment = async function (command) {
    const { output, fault } = await run(command, ["list", "--format", "json"], workspace.workspaceFolders?.[0].uri.fsPath);
    if (fault) return window.showWarningMessage(`'${command} list' does not tell the environments: ${fault}`);
    const items = [...itemsOf(JSON.parse(output).stacks), { label: "the first of each stack", name: undefined }];
    const picked = await window.showQuickPick(items, { placeHolder: "The environment whose values are shown" });
    if (picked) await workspace.getConfiguration("stk").update("environment", picked.name, !workspace.workspaceFolders);
};
