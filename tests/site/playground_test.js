// node playground_test.js PLACE SITE NATIVE MESSAGES - drives the playground in chromium, and prints TAP
//
// PLACE has node_modules, and gets the pictures. NATIVE/STACK.ENVIRONMENT are compiled folders ("-": no environment), MESSAGES/NAME.stk sources
// with MESSAGES/NAME.said, what stk says of them.
'use strict';
const fs = require('fs'), path = require('path');
const { test, same, includes, note, finish, launch, serve, answers, answered, settled, open, state, write, ask } = require('./browser.js');

const [place, site, native, messages] = process.argv.slice(2).map((argument) => path.resolve(argument));
const PAGES = ['index', 'guide', 'language', 'library', 'errors', 'benchmarks', 'playground', 'changelog'];

// ---- what a reader does ----

// In the page: how many pixels the first mark is away from the word "replica", which it is to underline.
function markIsOff() {
    const walker = document.createTreeWalker(document.querySelector('.colors'), NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode() && !/\breplica\b/.test(walker.currentNode.data));
    const at = walker.currentNode.data.search(/\breplica\b/);
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + 'replica'.length);
    const word = range.getBoundingClientRect(), mark = document.querySelector('.marks .under').getBoundingClientRect();
    const away = [word.left - mark.left, word.right - mark.right, (word.top + word.bottom - mark.top - mark.bottom) / 2];
    return Math.round(Math.max(...away.map(Math.abs)));
}

async function mend(page) {
    includes('hello has manifests', '4 objects in', await state(page));
    includes('among them a Deployment', 'kind: Deployment', await page.textContent('#manifest'));
    await answered(page, async () => {
        await page.evaluate(() => editor.go(10, 13)); // behind "replicas"
        await page.keyboard.press('Backspace');
    });
    same('a slip is told at its line', "service 'site' has no field 'replica'; did you mean 'replicas'?", await page.textContent('.marks .said'));
    same('which is marked', '10', await page.textContent('.numbers .error'));
    test('under the word that is meant', await page.evaluate(markIsOff) <= 2);
    includes('the messages have the place and the code', 'hello.stk:10:5: error[E0107]', await page.textContent('#messages'));
    test('they come to the front', await page.isVisible('#messages') && await page.isHidden('#manifests'));
    await page.click('#messages a[data-line]');
    test('a place leads into the source', await page.evaluate(() => editor.area.value.slice(editor.area.selectionStart).startsWith('replica = ')
        && document.activeElement === editor.area));
    await answered(page, async () => {
        await page.evaluate(() => editor.go(10, 12));
        await page.keyboard.type('s');
    });
    test('mended, the manifests are back', await page.isVisible('#manifests') && await page.locator('.marks span').count() === 0, await state(page));
    await page.click('#objects button:has-text("Deployment")');
    test('one object can be looked at', (await page.textContent('#manifest')).startsWith('apiVersion: apps/v1\nkind: Deployment'));
}

const came = async (page) => (await page.locator('#manifest .came').allTextContents()).join('');

async function followLines(page) {
    await page.click('#manifest .line:has-text("image:")');
    same('a line of a manifest leads to the line that set it', 11, await page.evaluate(() => editor.line()));
    await page.waitForSelector('#manifest .came', { timeout: 2000 });
    same('and the other way round', '        image: docker.io/nginxinc/nginx-unprivileged:1.27\n', await came(page));
    await page.evaluate(() => editor.go(4, 1));
    await page.waitForFunction(() => document.querySelector('#manifest .came')?.textContent.includes('replicas'), null, { timeout: 2000 });
    same('a parameter leads to all that it sets', '  replicas: 2\n', await came(page));
}

async function runTests(page) {
    await answered(page, () => page.click('#results button[value=tests]'));
    same('tests are run', 'ok 1 - two web servers\nok 2 - no more than nine\n1..2', await page.textContent('#tests'));
    await write(page, (text) => text.replace('spec.replicas == 2', 'spec.replicas == 3'));
    same('one that fails is told', 'not ok 1 - two web servers', await page.textContent('#tests .error'));
    await write(page, (text) => text.replace('spec.replicas == 3', 'spec.replicas   ==   2'));
    await answered(page, () => page.click('#format'));
    test('and the source is brought into its layout', (await page.inputValue('#editor textarea')).includes('spec.replicas == 2\n'));
    await answered(page, () => page.click('#results button[value=manifests]').then(() => write(page, (text) => `${text}\n`)));
}

async function seeGraph(page) {
    await answered(page, () => page.click('#results button[value=graph]'));
    const frame = page.frameLocator('#picture');
    await frame.locator('svg.picture .part').first().click();
    test('the graph is drawn, and answers', await frame.locator('#about h3').isVisible() && await frame.locator('svg.picture .part').count() > 0);
    await answered(page, () => page.click('#results button[value=manifests]').then(() => write(page, (text) => `${text}\n`)));
}

const ENDLESS = `stack endless {
  let long = join("", [for i in range(0, 100000) : "aaaaaaaaaaaaaaaa"])
  let found = [for i in range(0, 1000000) when contains(long, "a\${i}") : i]
  require len(found) == 0 else "found"
}
`;

async function stopEndless(page) {
    const before = await answers(page);
    await page.fill('#editor textarea', ENDLESS);
    await page.locator('#stop').click({ timeout: 5000 });
    await page.waitForFunction((n) => Number(document.body.dataset.answers) > n, before);
    same('a run that never ends can be stopped', 'stopped', await state(page));
    includes('which is told', 'was stopped', await page.textContent('#messages'));
    await write(page, (text) => `${text}\n`); // nobody stops this one
    includes('it is stopped after ten seconds', 'This ran for 10 seconds', await page.textContent('#messages'));
}

async function breakWorker(page) {
    await answered(page, () => page.evaluate(() => compiler.ask({ files: null, stack: 'hello' })));
    includes('a compiler that breaks is told', 'The compiler broke', await page.textContent('#messages'));
    await answered(page, () => page.evaluate(() => { location.hash = 'example=hello'; }));
    includes('and the next run is as ever', '4 objects in', await state(page));
}

async function share(page, context, base) {
    await write(page, (text) => text.replace('replicas : int in 1..9 = 2', 'replicas : int in 1..9 = 7 // äöü €'));
    await page.click('#share');
    await page.waitForFunction(() => location.hash.startsWith('#project='));
    const other = await open(context, base, new URL(page.url()).hash);
    test('a link brings the same project', await other.inputValue('#editor textarea') === await page.inputValue('#editor textarea')
        && (await other.textContent('#manifest')).includes('replicas: 7'));
    await other.close();
    const broken = await open(context, base, '#project=abc');
    test('a broken link brings the first example', /^4 objects/.test(await state(broken)));
    await broken.close();
}

async function reload(page) {
    await write(page, (text) => text.replace('1..9 = 7', '1..9 = 8'));
    await page.reload();
    await settled(page, 0);
    includes('what was written is there after a reload', 'replicas: 8', await page.textContent('#manifest'));
}

async function editProject(page) {
    page.once('dialog', (dialog) => dialog.accept('shop/more.stk'));
    await page.click('#add');
    await page.fill('#editor textarea', 'fn twice(n : int) : int = n * 2\n');
    await page.click('#files button:has-text("hello.stk")');
    await write(page, (text) => `use shop/more { twice }\n${text.replace(/int in 1\.\.9 = \d/, 'int in 1..9 = twice(3)')}`);
    await page.click('#objects button:first-child');
    includes('a file that is added can be used', 'replicas: 6', await page.textContent('#manifest'));
    page.once('dialog', (dialog) => dialog.accept());
    await page.click('#files button:has-text("more.stk")');
    await answered(page, () => page.click('#remove'));
    includes('and missed when it is removed', 'E0104', await page.textContent('#messages'));
}

// ---- the same as stk itself ----

function filesIn(folder, prefix = '', files = {}) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory()) filesIn(path.join(folder, entry.name), `${prefix}${entry.name}/`, files);
        else files[prefix + entry.name] = fs.readFileSync(path.join(folder, entry.name), 'utf8');
    }
    return files;
}

async function compareExamples(page) {
    const examples = await page.evaluate(() => examples);
    for (const folder of fs.readdirSync(native)) {
        const [stack, environment] = folder.split('.'), wanted = filesIn(path.join(native, folder));
        const { written, milliseconds, said } = await ask(page, { ...examples[stack], environment: environment === '-' ? null : environment });
        const others = [...new Set([...Object.keys(wanted), ...Object.keys(written)])].filter((name) => wanted[name] !== written[name]);
        test(`${stack} ${environment}: the same ${Object.keys(wanted).length} files`, others.length === 0, said, ...others);
        const unlike = await page.evaluate((given) => {
            const map = readMap(given['.stk/map']), leaves = (text) => Math.max(...leavesOf(text).map(([leaf]) => leaf)) + 1;
            return Object.keys(map).filter((name) => leaves(given[name]) !== map[name].leaves.length);
        }, written);
        test(`${stack} ${environment}: every line has its place`, unlike.length === 0, ...unlike);
        note(`${stack} ${environment}: ${Math.round(milliseconds)} ms`);
    }
}

async function compareMessages(page) {
    const names = fs.readdirSync(messages).filter((name) => name.endsWith('.stk')), different = [];
    for (const name of names) {
        const said = fs.readFileSync(path.join(messages, name.replace(/stk$/, 'said')), 'utf8').trimEnd();
        const files = { [name]: fs.readFileSync(path.join(messages, name), 'utf8') };
        const given = await ask(page, { files, stack: name });
        if ((given.said || '').trimEnd() !== said) different.push(name, given.said || given.broken || String(given.stopped), said);
    }
    test(`of ${names.length} erroneous sources the same is said`, names.length > 150 && different.length === 0, ...different.slice(0, 6));
}

// Each example that the pages offer to try: a bad one gives the code of its section, any other no error.
async function tryExamples(page, context, base) {
    const wrong = [];
    let n = 0;
    for (const name of ['errors', 'language', 'guide', 'index']) {
        const text = await context.newPage();
        await text.goto(`${base}${name}.html`);
        const all = await text.evaluate(() => [...document.querySelectorAll('pre:has(> a.try) > code')]
            .map((code) => ({ section: code.closest('[id]')?.id, bad: wordsOf(code).includes('bad'), files: filesOf(code) })));
        for (const { section, bad, files } of all) {
            const { diagnostics } = await ask(page, { files, stack: 'main.stk' });
            const codes = diagnostics?.filter((one) => bad || one.severity === 'error').map((one) => one.code);
            n++;
            if (!codes || (bad ? !codes.includes(section) : codes.length)) wrong.push(`${name}, ${section}, ${bad ? 'bad' : 'good'}: ${codes}`);
        }
        await text.close();
    }
    test(`${n} examples of the pages are what they are called`, n > 140 && wrong.length === 0, ...wrong);
}

async function compileOften(page) {
    const { hello } = await page.evaluate(() => examples), times = [];
    for (let i = 0; i < 200; i++) {
        const given = await ask(page, hello);
        if (given.code !== 0) return test('two hundred runs, one after the other', false, JSON.stringify(given).slice(0, 500));
        times.push(given.milliseconds);
    }
    test('two hundred runs, one after the other', true);
    note(`hello: the first ${Math.round(times[0])} ms, the median ${times.sort((a, b) => a - b)[100].toFixed(1)} ms`);
}

// ---- pictures ----

async function takePictures(browser, base) {
    for (const colorScheme of ['light', 'dark']) {
        for (const [width, height] of [[1400, 900], [390, 844]]) {
            const page = await (await browser.newContext({ colorScheme, viewport: { width, height } })).newPage();
            for (const name of PAGES) {
                await page.goto(`${base}${name}.html`);
                if (name === 'playground') await page.waitForFunction(() => Number(document.body.dataset.answers) > 0, null, { timeout: 30000 });
                const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                test(`${name}, ${colorScheme}, ${width} wide: nothing is cut off`, wide <= 0, `${wide} pixels too wide`);
                await page.screenshot({ path: path.join(place, `${name}.${colorScheme}.${width}.png`) });
            }
            await page.context().close();
        }
    }
}

// ---- all of it ----

async function main() {
    const server = await serve(site), base = `http://127.0.0.1:${server.address().port}/`;
    const browser = await launch(place);
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } }), begun = Date.now();
    const page = await open(context, base);
    note(`the playground is ready after ${Date.now() - begun} ms; its first run: ${await state(page)}`);
    await mend(page);
    await followLines(page);
    await runTests(page);
    await seeGraph(page);
    await stopEndless(page);
    await breakWorker(page);
    await share(page, context, base);
    await reload(page);
    await editProject(page);
    await compareExamples(page);
    await compareMessages(page);
    await tryExamples(page, context, base);
    await compileOften(page);
    test('nothing was asked of others', page.foreign.length === 0, ...page.foreign);
    test('no script failed', page.faults.length === 0, ...page.faults);
    const fromDisk = await open(context, `file://${site}/`, '#example=webshop');
    test('from the disk it works as well', /^31 objects in /.test(await state(fromDisk)), await state(fromDisk));
    await takePictures(browser, base);
    await browser.close();
    server.close();
    finish();
}

main().catch((error) => {
    test('the browser is driven to the end', false, ...String(error.stack).split('\n'));
    finish();
    process.exit(1);
});
