// Runs stk. It stands behind the program that emscripten makes (createStk), and answers one request after the other:
//
//     { module, library }                                                    once: the compiled program, and its library as { path: text }
//     { number, files, stack, environment, extra }                           files: { path: text }; stack: a name of stk.project, or a source;
//                                                                            extra: what is asked for beside manifests: graph, tests, nothing
//       answers { number, code, said, diagnostics, stacks, written, extra }  said: messages as text; stacks: of stk.project;
//                                                                            written: { path: text }, a compiled folder; extra: a page, a text
//     { number, files, format }                                              format: a path of files
//       answers { number, code, said, text }
//
// Every run is an instance of its own, with memory and a file system of its own. When one breaks, the page ends this worker.
'use strict';

let module, library;

// Folders of the instance's file system.
const PROJECT = '/project', LIBRARY = '/stdlib', OUT = 'out';

// FILES: { path: text or bytes }. Bytes are taken as they are: nothing writes to them.
function put(fs, folder, files) {
    for (const [path, content] of Object.entries(files)) {
        const whole = `${folder}/${path}`;
        fs.mkdirTree(whole.slice(0, whole.lastIndexOf('/')));
        fs.writeFile(whole, content, { canOwn: true });
    }
}

function filesIn(fs, folder, prefix = '', files = {}) {
    for (const name of fs.readdir(folder).filter((name) => name !== '.' && name !== '..').sort()) {
        const path = `${folder}/${name}`;
        if (fs.isDir(fs.stat(path).mode)) filesIn(fs, path, `${prefix}${name}/`, files);
        else files[prefix + name] = fs.readFile(path, { encoding: 'utf8' });
    }
    return files;
}

// What "stk ARGUMENTS" prints in a project of these files, leaves in out/, and makes of the files.
async function run(files, ...words) {
    const out = [], err = [];
    const instance = await createStk({
        instantiateWasm(imports, use) { return use(new WebAssembly.Instance(module, imports)); },
        preRun: [(made) => Object.assign(made.ENV, { STK_STDLIB: LIBRARY, STK_CACHE: 'off', NO_COLOR: '1' })],
        print: (line) => out.push(line),
        printErr: (line) => err.push(line),
        quit: (status, end) => { throw end; },
    });
    put(instance.FS, LIBRARY, library);
    put(instance.FS, PROJECT, files);
    instance.FS.chdir(PROJECT);
    let code;
    try {
        code = instance.callMain(words);
    } catch (end) {
        if (end.name !== 'ExitStatus') throw end;
        code = end.status;
    }
    const after = filesIn(instance.FS, PROJECT), written = Object.entries(after).filter(([path]) => path.startsWith(`${OUT}/`));
    return {
        code, out: out.join('\n'), err: err.join('\n'), files: after,
        written: Object.fromEntries(written.map(([path, text]) => [path.slice(OUT.length + 1), text])),
    };
}

async function listStacks(files) {
    if (!files['stk.project']) return [];
    const listed = await run(files, 'list', '--format', 'json');
    return listed.code === 0 ? JSON.parse(listed.out).stacks : [];
}

async function draw(files, written) {
    const compiled = Object.fromEntries(Object.entries(written).map(([path, text]) => [`compiled/${path}`, text]));
    return (await run(compiled, 'graph', 'compiled', '--format', 'html')).out;
}

async function test(files) {
    const sources = Object.keys(files).filter((path) => path.endsWith('.stk') && /^test /m.test(files[path]));
    if (!sources.length) return 'No source has a test.';
    const { out, err } = await run(files, 'test', ...sources);
    return err ? `${out}\n\n${err}` : out;
}

const EXTRAS = { graph: draw, tests: test };

async function format(number, files, path) {
    const { code, err, files: after } = await run(files, 'fmt', path);
    return { number, code, said: err, text: after[path] };
}

async function compile({ number, files, stack, environment, extra }) {
    const words = ['compile', stack, '-q', '-o', OUT, ...environment ? ['-e', environment] : []];
    const stacks = await listStacks(files);
    const found = await run(files, ...words, '--format', 'json');
    const diagnostics = found.out ? JSON.parse(found.out).diagnostics : [];
    const said = diagnostics.length ? (await run(files, ...words)).err : found.err;
    const more = extra && found.code === 0 ? await EXTRAS[extra](files, found.written) : '';
    return { number, code: found.code, said, diagnostics, stacks, written: found.written, extra: more };
}

// The library is put into every instance: as bytes, which need no further work.
function begin(given) {
    const encoder = new TextEncoder();
    module = given.module;
    library = Object.fromEntries(Object.entries(given.library).map(([path, text]) => [path, encoder.encode(text)]));
}

const answer = (asked) => asked.format ? format(asked.number, asked.files, asked.format) : compile(asked);

self.onmessage = async ({ data }) => {
    if (data.module) begin(data);
    else self.postMessage(await answer(data).catch((error) => ({ number: data.number, broken: String(error) })));
};
