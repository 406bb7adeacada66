// textmate.js MODULES GRAMMAR TOKENS FILE... - compares what a TextMate grammar makes of files with the compiler's tokens, as the program
// TOKENS prints them; MODULES has vscode-textmate and vscode-oniguruma, as VS Code runs them.
// textmate.js --scopes MODULES GRAMMAR FILE - prints what each piece of a file is taken for, for a look.
//
// Outputs: "FILE:LINE: what is wrong", or "N tokens of M files".  Exit: 0 all is as the compiler has it, 1 not.
"use strict";
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");

const [, , ...args] = process.argv;
const scopesOnly = args[0] === "--scopes" && args.shift();
const [modules, grammarFile, ...rest] = args;
const textmate = require(path.resolve(modules, "vscode-textmate"));
const oniguruma = require(path.resolve(modules, "vscode-oniguruma"));

const FITS = {
    keyword: /^(keyword\.(control|declaration)|constant\.language)/,
    number: /^constant\.numeric/,
    text: /^(string|constant\.character)/,
    comment: /^comment/,
    name: /^(variable|entity|support)/,
    sign: /^(keyword\.operator|punctuation|source|meta|entity\.name\.(namespace|type))/, // a/b and a.b are one name to it
};
const TOLD = /^(keyword|constant|string|comment|variable|entity|support|punctuation|source|meta|invalid)/;

function decisive(scopes) {
    return [...scopes].reverse().find((scope) => TOLD.test(scope));
}

async function loadGrammar() {
    await oniguruma.loadWASM(fs.readFileSync(path.resolve(modules, "vscode-oniguruma/release/onig.wasm")).buffer);
    const registry = new textmate.Registry({
        onigLib: Promise.resolve({
            createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
            createOnigString: (text) => new oniguruma.OnigString(text),
        }),
        loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammarFile, "utf8"), grammarFile),
    });
    return registry.loadGrammar("source.stk");
}

// pieces of a file: {from, to: in bytes, line, text, scopes}
function pieces(grammar, text) {
    const found = [];
    let stack = textmate.INITIAL;
    let offset = 0;
    text.split("\n").forEach((line, number) => {
        const result = grammar.tokenizeLine(line, stack);
        stack = result.ruleStack;
        for (const token of result.tokens) {
            const end = Math.min(token.endIndex, line.length); // the end of the line counts, too
            const from = offset + Buffer.byteLength(line.slice(0, token.startIndex));
            const part = line.slice(token.startIndex, end);
            if (part) found.push({ from, to: from + Buffer.byteLength(part), line: number + 1, text: part, scopes: token.scopes });
        }
        offset += Buffer.byteLength(line) + 1;
    });
    return found;
}

function compare(file, found, tokens) {
    const faults = [];
    let at = 0;
    for (const { from, to, kind } of tokens) {
        while (at < found.length && found[at].to <= from) at++;
        for (let i = at; i < found.length && found[i].from < to; i++) {
            const piece = found[i];
            const scope = decisive(piece.scopes);
            const blank = /^\s*$/.test(piece.text);
            if (!blank && !FITS[kind].test(scope)) faults.push(`${file}:${piece.line}: '${piece.text}' is ${scope}, and a ${kind}`);
        }
    }
    return faults;
}

async function main() {
    const grammar = await loadGrammar();
    if (scopesOnly) {
        const text = fs.readFileSync(rest[0], "utf8");
        for (const piece of pieces(grammar, text))
            if (/\S/.test(piece.text)) console.log(`${piece.line}\t${piece.text.trim()}\t${piece.scopes.slice(1).join(" ") || "-"}`);
        return 0;
    }
    const [tokenProgram, ...files] = rest;
    let count = 0;
    const faults = [];
    for (const file of files) {
        const tokens = execFileSync(tokenProgram, [file], { encoding: "utf8", maxBuffer: 1 << 28 }).split("\n").filter(Boolean).map((line) => {
            const [from, to, kind] = line.split(" ");
            return { from: Number(from), to: Number(to), kind };
        });
        count += tokens.length;
        faults.push(...compare(file, pieces(grammar, fs.readFileSync(file, "utf8")), tokens));
    }
    console.log(faults.length ? faults.join("\n") : `${count} tokens of ${files.length} files`);
    return faults.length || !count ? 1 : 0;
}

main().then((code) => process.exit(code));
