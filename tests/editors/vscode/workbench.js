// node workbench.js PLACE PROGRAM HOME PROJECT PICTURES - what somebody sees of .stk in Visual Studio Code. Prints TAP.
//
// PLACE has node_modules with playwright-core; PROGRAM is VS Code's server, HOME/extensions has the extension, PROJECT the stacks of the tree.
// 'stk' is the one in PATH. PICTURES/*.png is what was to be seen on the way.
'use strict';
const fs = require('fs'), path = require('path');
const { execFileSync } = require('child_process');
const { test, same, includes, finish } = require('../../site/browser.js');
const { Editor, launch, startServer, writeSettings } = require('./editor.js');

const [place, program, home, project, pictures] = process.argv.slice(2).map((argument) => path.resolve(argument));
const SHOP = 'stacks/webshop/webshop.stk', VALUES = 'stacks/webshop/production.yaml';
const REPLICAS = '"shop.example.org"\n  param repl|icas', COPIES = REPLICAS.replace('repl|icas', 'cop|ies');
const readShop = () => fs.readFileSync(path.join(project, SHOP), 'utf8');

// Those of AFTER that are not as in BEFORE, line by line.
function linesThatDiffer(before, after) {
    const were = before.split('\n');
    return after.split('\n').filter((line, i) => line !== were[i]).map((line) => line.trim()).join('|');
}

async function looks(editor) {
    await editor.open(SHOP);
    const differ = (colours) => new Set(colours).size === 5 && colours.every(Boolean);
    const colours = await editor.until(() => editor.colours('param replicas', ['param', 'int', 'in', '50', 'replicas']), differ);
    test('words of the language, types, numbers and names have colours of their own', differ(colours), colours);
    await editor.picture('colours');
    includes('the file has the icon of the language', 'stk.svg', await editor.until(() => editor.icon(), (icon) => icon !== 'none'));
    same('the project has no errors', 0, await editor.errors(0));
}

async function values(editor) {
    await editor.goTo(SHOP, REPLICAS);
    same('hover: the declaration, the final value, and where it differs',
        'param replicas : int in 1..50 = 2 in webshop, staging: webshop = 1 otherwise in production: webshop = 4', await editor.hover());
    await editor.picture('hover');
    const lines = await editor.until(() => editor.lines(), (all) => all.includes('service cache namespace = shop {'));
    test('what is inherited is told behind a name', lines.includes('service cache namespace = shop {'), ...lines);
}

async function definition(editor) {
    await editor.goTo(SHOP, '  serv|ice cache');
    await editor.key('F12');
    await editor.isIn('service.stk');
    const lines = await editor.until(() => editor.lines(), (all) => all.includes('component service {'));
    test('a definition in the library', lines.includes('component service {'), ...lines);
    await editor.picture('definition');
    await editor.open(SHOP);
}

async function writing(editor) {
    await editor.goTo(SHOP, 'user   = 999|');
    await editor.type('\nrepl');
    const offered = await editor.until(() => editor.suggestions(), (all) => all.length > 0);
    same('completion: the parameter, once', 'replicas', offered.join());
    await editor.picture('completion');
    await editor.key('Enter');
    await editor.type('copeis');
    same('a mistake is told as it is typed', 1, await editor.errors(1));
    await editor.key('Control+Shift+m');
    const problems = await editor.until(() => editor.texts('.markers-panel .monaco-list-row'), (all) => all.join().includes("'copeis'"));
    includes('by its message and its code', "there is no 'copeis' here stk E0101", problems.join('|'));
    await editor.picture('problem');
    await editor.key('Control+Shift+m');
    await editor.key('Control+1');
    await editor.key('Control+Shift+k');
    same('and is gone with it', 0, await editor.errors(0));
}

async function repair(editor) {
    await editor.goTo(SHOP, 'user   = 999|');
    await editor.type('\nmemroy = 64Mi');
    await editor.errors(1);
    await editor.key('Home');
    await editor.key('Control+.');
    await editor.seen('.action-widget .monaco-list-row', { hasText: "write 'memory'" });
    await editor.picture('repair');
    await editor.key('Enter');
    const lines = await editor.until(() => editor.lines(), (all) => all.includes('memory = 64Mi'));
    test('a repair is offered, and done', lines.includes('memory = 64Mi'), ...lines);
    await editor.revert();
}

async function otherName(editor) {
    const before = readShop();
    await editor.goTo(SHOP, REPLICAS);
    await editor.key('F2');
    await editor.seen('.rename-box .rename-input:focus');
    await editor.page.keyboard.insertText('copies');
    await editor.key('Control+Enter');
    const rows = await editor.until(() => editor.texts('.bulk-edit-panel .monaco-list-row'), (all) => all.length >= 8);
    same('another name: a preview, with the values files', 'production.yaml staging.yaml webshop.stk',
        rows.flatMap((row) => row.match(/^\w+\.(yaml|stk)/)?.[0] || []).sort().join(' '));
    await editor.picture('rename');
    await editor.page.getByRole('button', { name: 'Apply' }).click();
    await editor.seen('.tab.dirty', { hasText: 'webshop.stk' });
    await editor.command('File: Save All Files');
    await editor.gone('.tab.dirty');
    same('which is what is written', 'param copies : int in 1..50 = 2|replicas = copies|replicas = copies', linesThatDiffer(before, readShop()));
    includes('in a values file', '\ncopies: 4\n', fs.readFileSync(path.join(project, VALUES), 'utf8'));
    same('and has no mistake', 0, await editor.errors(0));
}

async function outline(editor) {
    await editor.key('Control+Shift+o');
    const rows = await editor.until(() => editor.texts('.quick-input-list .monaco-list-row'), (all) => all.length > 3);
    includes('symbols of the file, in what they belong to', 'apibackend servicebackend webshop hostwebshop copieswebshop', rows.join(' '));
    await editor.picture('symbols');
    await editor.key('Escape');
}

async function layout(editor) {
    const before = readShop(), isTidy = (lines) => lines.includes('ports = { redis = 6379/tcp }');
    await editor.goTo(SHOP, 'ports  = { |redis');
    await editor.key('Backspace');
    await editor.until(() => editor.lines(), (lines) => !isTidy(lines));
    await editor.command('Format Document');
    await editor.until(() => editor.lines(), isTidy);
    same('the layout of stk fmt', '', linesThatDiffer(before, await editor.save(SHOP)));
}

async function environment(editor) {
    await editor.command('stk: Choose the Environment Whose Values Are Shown');
    await editor.seen('.quick-input-list .monaco-list-row', { hasText: 'production' });
    same('the environments of the project', 'devopenstack|productionopenstack, webshop|liveopenstack|stagingwebshop|the first of each stack',
        (await editor.texts('.quick-input-list .monaco-list-row')).join('|'));
    await editor.picture('environments');
    await editor.type('prod');
    await editor.seen('.quick-input-list .monaco-list-row.focused', { hasText: 'production' });
    await editor.key('Enter');
    await editor.gone('.quick-input-widget:not([style*="display: none"])');
    const wanted = 'param copies : int in 1..50 = 2 in webshop, production: webshop = 4 otherwise in staging: webshop = 1';
    await editor.goTo(SHOP, COPIES);
    same('and the values are those of the one that was chosen', wanted, await editor.until(() => editor.hover(), (text) => text === wanted));
    await editor.picture('environment');
}

async function valuesFile(editor) {
    await editor.open(VALUES);
    await editor.goTo(VALUES, '\ncop|ies');
    includes('hover in a values file', 'param copies : int in 1..50 = 2 in webshop, production: webshop = 4', await editor.hover());
    await editor.picture('values');
    await editor.goTo(VALUES, '\nfront:|');
    await editor.type('\n  repl');
    const offered = await editor.until(() => editor.suggestions(), (all) => all.includes('replicas'));
    same('completion in it', 'replicas', offered.join());
    await editor.picture('values_completion');
    await editor.key('Enter');
    await editor.type('many');
    same('a mistake in it', 1, await editor.errors(1));
    await editor.revert();
    same('which goes', 0, await editor.errors(0));
    await editor.command('Format Document');
    const said = await editor.until(() => editor.dialogs(), (all) => all.length > 0);
    same('its layout is the matter of others', "There is no formatter for 'yaml' files installed.", said.join());
    await editor.key('Escape');
}

async function largest(editor) {
    await editor.open('stacks/openstack/openstack.stk');
    const text = fs.readFileSync(path.join(project, 'stacks/openstack/openstack.stk'), 'utf8');
    const [, name] = /^ {2}param (\w+) : /m.exec(text);
    await editor.goTo('stacks/openstack/openstack.stk', `  param ${name}| :`);
    includes('a whole cloud', `param ${name} : `, await editor.hover());
    await editor.picture('openstack');
}

async function newFile(editor) {
    fs.writeFileSync(path.join(project, 'new.stk'), '');
    await editor.open('new.stk');
    same('a new file is indented as stk fmt does', 'Spaces: 2', (await editor.texts('#status\\.editor\\.indentation')).join());
    await editor.type('/// A shop.\nstack shop {\nplane nodes {}');
    same('and grows so', '/// A shop.\nstack shop {\n  plane nodes {}\n}', await editor.save('new.stk'));
}

async function anotherProgram(editor) {
    const choose = (program) => fs.writeFileSync(path.join(project, '.vscode', 'settings.json'), JSON.stringify({ 'stk.environment': 'production', 'stk.path': program }));
    choose('/nowhere/stk');
    const told = await editor.until(() => editor.notices(), (all) => all.length > 0);
    same('a program that is not there is told once, with what to do',
        "'/nowhere/stk lsp' does not start: there is no such program. The setting stk.path says where stk is.", told.join('|'));
    await editor.picture('no_program');
    choose(execFileSync('sh', ['-c', 'command -v stk'], { encoding: 'utf8' }).trim());
    await editor.open(SHOP);
    await editor.goTo(SHOP, COPIES);
    includes('and one that is there starts at once', 'webshop = 4', await editor.until(() => editor.hover().catch(() => ''), (text) => text.includes('webshop = 4')));
}

async function main() {
    writeSettings(home);
    const server = await startServer(program, home), browser = await launch(place);
    let editor;
    try {
        editor = await Editor.begin(browser, server.base, project, pictures);
        for (const part of [looks, values, definition, writing, repair, otherName, outline, layout, environment, valuesFile, largest, newFile, anotherProgram]) await part(editor);
    } catch (error) {
        test('nothing is in the way', false, ...String(error.stack).split('\n'));
        await editor?.picture('failed');
    } finally {
        await browser.close();
        server.stop();
    }
    finish();
}
main();
