// github.mjs PACKAGES WORKFLOW [JOB] - what GitHub's own language service has against a workflow; with JOB, the steps of it that run something, as JSON, a line each
import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, file, job] = process.argv.slice(2);
const from = createRequire(`${packages}/package.json`);
register("./json_modules.mjs", import.meta.url);
const text = readFileSync(file, "utf8");
if (job) {
  const { parse } = from("yaml");
  for (const step of parse(text).jobs[job].steps) if (step.run) console.log(JSON.stringify({ name: step.name, run: step.run }));
} else {
  const { validate } = await import(pathToFileURL(`${packages}/node_modules/@actions/languageservice/dist/index.js`).href);
  const { TextDocument } = from("vscode-languageserver-textdocument");
  const found = await validate(TextDocument.create("file:///.github/workflows/stk.yml", "yaml", 1, text));
  for (const { range, message } of found) console.log(`${range.start.line + 1}:${range.start.character + 1}: ${message}`);
  process.exitCode = found.length ? 1 : 0;
}
