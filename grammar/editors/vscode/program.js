// Runs stk once, and tells what it printed or why it does not run.
"use strict";
const { execFile } = require("child_process");

// { output } or { fault }, a sentence without its end
exports.run = function (command, args, folder) {
    return new Promise((resolve) => {
        execFile(command, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, output, said) => {
            if (!error) return resolve({ output });
            resolve({ fault: error.code === "ENOENT" ? "there is no such program" : said.trim().split("\n")[0] || error.message });
        });
    });
};

// Why COMMAND is no stk that runs; nothing when it is one.
exports.faultOf = async function (command) {
    const { output, fault } = await exports.run(command, ["--version"]);
    return fault || (output.startsWith("stk ") ? undefined : "it is another program");
};
