// The page: a project at the left, what stk makes of it at the right.
'use strict';

const at = (id) => document.getElementById(id);
const element = (tag, name, text) => Object.assign(document.createElement(tag), { className: name || '', textContent: text || '' });
const languageOf = (path) => path.endsWith('.stk') ? 'stk' : 'yaml';
const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
const TYPING_PAUSE = 150; // ms

let examples, compiler, editor, manifests;
let project;                             // { files: { path: text }, stack, environment }
let shown;                               // the path of the file that is edited
let answer = null;                       // the last one with diagnostics
let tab = 'manifests', wanted = tab;     // what is shown at the right, and what the reader chose
let typing = 0;                          // a timer, while the reader writes

// ---- asking ----

function compile() {
    clearTimeout(typing);
    typing = 0;
    const { files, stack, environment } = project;
    at('state').textContent = 'compiling …';
    compiler.ask({ files: { ...files }, stack, environment, extra: ['graph', 'tests'].find((extra) => extra === wanted) });
}

// What was written is there again after the page was loaded anew, where the browser keeps it.
function keep() {
    try { sessionStorage.project = JSON.stringify(project); } catch { /* it does not */ }
}

function kept() {
    try { return JSON.parse(sessionStorage.project); } catch { return undefined; }
}

function changed(text) {
    project.files[shown] = text;
    keep();
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
    clearTimeout(typing);
    typing = setTimeout(compile, TYPING_PAUSE);
}

const STILL_WORKS = 'Nothing of it is left, and the next change is compiled as ever.';

// What came of a run, in a few words.
function stateOf({ code, stopped, milliseconds }) {
    const objects = manifests.names.length, time = `${Math.round(milliseconds)} ms`;
    if (stopped !== undefined) return 'stopped';
    return code === 0 ? `${objects} object${objects === 1 ? '' : 's'} in ${time}` : `no manifests, ${time}`;
}

// Brings the file that is shown into the one layout.
function formatted({ said, text }) {
    answer = { ...answer, said };
    if (said) return showTab('messages');
    editor.show(text, languageOf(shown));
    changed(text);
}

function done(given) {
    if ('text' in given) return formatted(given);
    if ('stopped' in given) answer = { said: `This ran for ${Math.round(given.stopped)} seconds and was stopped.\n${STILL_WORKS}` };
    else if ('broken' in given) answer = { said: `The compiler broke: ${given.broken}\n${STILL_WORKS}` };
    else answer = given;
    const fine = answer.code === 0, { length } = answer.diagnostics || [];
    if (fine) manifests.show(answer.written);
    at('state').textContent = stateOf(given);
    at('stop').hidden = true;
    at('count').textContent = length || '';
    at('count').className = fine ? 'warning' : 'error';
    offerStacks(answer.stacks || []);
    showMarks();
    showFiles();
    showTab(fine ? wanted : 'messages');
    document.body.dataset.answers = Number(document.body.dataset.answers || 0) + 1;
}

// ---- the project ----

function sourcesWithStack() {
    return Object.keys(project.files).filter((path) => path.endsWith('.stk') && /^stack /m.test(project.files[path]));
}

// The stacks that may be chosen, as [text, stack, environment]; as long as stk.project tells none, it is the one that was.
function choices(stacks) {
    const { stack, environment } = project;
    if (!stacks.length && project.files['stk.project']) return [[environment ? `${stack}, ${environment}` : stack, stack, environment]];
    if (stacks.length) return stacks.map((one) => [one.environment ? `${one.stack}, ${one.environment}` : one.stack, one.stack, one.environment]);
    return sourcesWithStack().map((path) => [path, path, undefined]);
}

function offerStacks(stacks) {
    const all = choices(stacks), chosen = all.findIndex(([, stack, environment]) => stack === project.stack && environment === project.environment);
    at('stack').replaceChildren(...all.map(([text], i) => new Option(text, i, false, i === chosen)));
    at('stack').onchange = () => {
        [, project.stack, project.environment] = all[at('stack').value];
        compile();
    };
    if (chosen >= 0 || !all.length) return;
    [, project.stack, project.environment] = all[0];
    compile();
}

function showFiles() {
    const faults = (path) => (answer?.diagnostics || []).filter((one) => one.at?.file === path && one.severity === 'error').length;
    at('files').replaceChildren(...Object.keys(project.files).map((path) => {
        const button = element('button', faults(path) ? 'faulty' : '', nameOf(path));
        button.setAttribute('role', 'tab');
        button.setAttribute('aria-selected', path === shown);
        button.title = path;
        button.onclick = () => showFile(path);
        return button;
    }));
}

function showFile(path) {
    shown = path;
    editor.show(project.files[path], languageOf(path));
    at('format').hidden = languageOf(path) !== 'stk';
    showMarks();
    showFiles();
}

function show(next) {
    project = { ...next, files: { ...next.files } };
    answer = null;
    manifests.opened = '';
    showFile(sourcesWithStack()[0] || Object.keys(project.files)[0]);
    offerStacks([]);
    compile();
}

function addFile() {
    const path = prompt('Path of the new file, from the top of the project', 'shop/extra.stk');
    if (!path || !/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(path)) return;
    project.files[path] ??= '';
    showFile(path);
}

function removeFile() {
    if (Object.keys(project.files).length < 2 || !confirm(`Remove ${shown}?`)) return;
    delete project.files[shown];
    showFile(Object.keys(project.files)[0]);
    compile();
}

async function share() {
    history.replaceState(null, '', `#project=${await packed(project)}`);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    at('share').textContent = copied ? 'link copied' : 'link is in the address';
    setTimeout(() => { at('share').textContent = 'share'; }, 2000);
}

// ---- messages ----

function showMarks() {
    const here = (answer?.diagnostics || []).filter((one) => one.at?.file === shown);
    editor.mark(here.map(({ at: { line, column, end_line, end_column }, severity, message, label }) => ({
        line, column, severity, end: end_line === line ? end_column : column + 1, text: label ? `${message}; ${label}` : message,
    })));
}

// The text as stk prints it; places lead into the source, codes to their page.
function showMessages() {
    const text = answer.said || 'No messages.';
    at('messages').innerHTML = escaped(text)
        .replace(/^([\w.\/-]+):(\d+):(\d+)(?=: )/gm, (place, file, line, column) => file in project.files
            ? `<a href="#" data-file="${file}" data-line="${line}" data-column="${column}">${place}</a>` : place)
        .replace(/(error|warning)\[([EW]\d{4})\]/g, '<b class="$1">$1</b>[<a href="errors.html#$2" target="_blank">$2</a>]');
}

function go(file, line, column) {
    if (file !== shown) showFile(file);
    editor.go(line, column);
}

function goToPlace(event) {
    const { file, line, column } = event.target.dataset;
    if (!file) return;
    event.preventDefault();
    go(file, Number(line), Number(column));
}

// ---- the rest of the right side ----

function showExtra() {
    if (answer.question.extra !== tab) compile();
    else if (tab === 'graph') at('picture').srcdoc = answer.extra;
    else at('tests').innerHTML = highlighted(answer.extra, 'console');
}

function showTab(next) {
    tab = next;
    for (const button of document.querySelectorAll('#results button')) button.setAttribute('aria-selected', button.value === tab);
    for (const part of ['manifests', 'messages', 'tests', 'graph']) at(part).hidden = part !== tab;
    if (!answer) return;
    if (tab === 'messages') showMessages();
    else if (tab !== 'manifests' && answer.code === 0) showExtra();
}

// ---- the beginning ----

async function given() {
    const [name, value] = location.hash.slice(1).split('=');
    if (name === 'project') return unpacked(value).catch(() => examples.hello);
    if (name === 'example' && value in examples) return examples[value];
    return kept() || examples.hello;
}

async function begin() {
    const gunzip = async (text) => through(new DecompressionStream('gzip'), bytesOf(text)), decode = (bytes) => new TextDecoder().decode(bytes);
    const [program, library, module] = await Promise.all([gunzip(parts.program).then(decode), gunzip(parts.library).then(decode).then(JSON.parse),
        gunzip(parts.wasm).then((bytes) => WebAssembly.compile(bytes))]);
    examples = JSON.parse(decode(await gunzip(parts.examples)));
    compiler = new Compiler(program, module, library, done);
    editor = new Editor(at('editor'), changed, (line) => manifests.follow(shown, line));
    manifests = new Manifests(at('objects'), at('manifest'), (file) => file in project.files, go);
    at('example').replaceChildren(new Option('examples', '', true, true), ...Object.keys(examples).map((name) => new Option(name)));
    at('example').onchange = () => { location.hash = `example=${at('example').value}`; at('example').value = ''; };
    window.addEventListener('hashchange', async () => { if (location.hash) show(await given()); });
    at('add').onclick = addFile;
    at('remove').onclick = removeFile;
    at('share').onclick = share;
    at('format').onclick = () => compiler.ask({ files: { ...project.files }, format: shown });
    at('stop').onclick = () => compiler.stop();
    setInterval(() => { at('stop').hidden = !compiler.asked || performance.now() - compiler.begun < 1000; }, 200);
    at('messages').onclick = goToPlace;
    for (const button of document.querySelectorAll('#results button')) button.onclick = () => { wanted = button.value; showTab(wanted); };
    show(await given());
}

begin().catch((error) => { at('state').textContent = `The compiler cannot be started here: ${error.message}`; });
