// What drives the playground: a server on loopback, chromium, and what is waited for. Prints TAP.
'use strict';
const fs = require('fs'), http = require('http'), path = require('path');

const OPTIONS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

// ---- TAP ----

let tests = 0;

function test(title, fine, ...comments) {
    console.log(`${fine ? 'ok' : 'not ok'} ${++tests} - ${title}`);
    if (!fine) for (const comment of comments) console.log(`# ${comment}`.slice(0, 2000));
}

// Both texts are shown when they differ.
const same = (title, wanted, got) => test(title, wanted === got, `expected: ${wanted}`, `got: ${got}`);
const includes = (title, part, got) => test(title, got.includes(part), `expected in it: ${part}`, `got: ${got}`);
const note = (text) => console.log(`# ${text}`);
const finish = () => console.log(`1..${tests}`);

// ---- the browser ----

// Chromium, by the playwright-core in the folder PLACE.
function launch(place) {
    const { chromium } = require(path.join(place, 'node_modules', 'playwright-core'));
    return chromium.launch({ executablePath: '/usr/bin/chromium', args: OPTIONS });
}

// The files of the folder SITE.
function serve(site) {
    const server = http.createServer((request, response) => {
        const file = path.join(site, path.basename(new URL(request.url, 'http://x').pathname));
        if (!fs.existsSync(file)) return response.writeHead(404).end();
        response.writeHead(200, { 'content-type': TYPES[path.extname(file)] }).end(fs.readFileSync(file));
    });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

// ---- the playground ----

const answers = (page) => page.evaluate(() => Number(document.body.dataset.answers || 0));

// Until there are more than N answers and no question, nor one to come.
const settled = (page, n) => page.waitForFunction((before) => Number(document.body.dataset.answers) > before && !typing && !compiler.asked, n,
    { timeout: 30000 });

async function answered(page, action) {
    const before = await answers(page);
    await action();
    await settled(page, before);
}

// What the page asks for elsewhere than at BASE is in page.foreign, what its scripts fail with in page.faults.
async function open(context, base, fragment = '') {
    const page = await context.newPage();
    Object.assign(page, { foreign: [], faults: [] });
    page.on('request', (request) => {
        if (!/^(blob:|data:|about:)/.test(request.url()) && !request.url().startsWith(base)) page.foreign.push(request.url());
    });
    page.on('pageerror', (error) => page.faults.push(error.message));
    await page.goto(`${base}playground.html${fragment}`);
    await settled(page, 0);
    return page;
}

const state = (page) => page.textContent('#state');

// CHANGE makes the new text of the old one.
const write = (page, change) => answered(page, async () => {
    await page.fill('#editor textarea', change(await page.inputValue('#editor textarea')));
});

// The answer to one question, past the page.
const ask = (page, question) => page.evaluate((asked) => new Promise((resolve) => {
    const done = compiler.done;
    compiler.done = (given) => { compiler.done = done; resolve(given); };
    compiler.ask(asked);
}), question);

module.exports = { test, same, includes, note, finish, launch, serve, answers, answered, settled, open, state, write, ask };
