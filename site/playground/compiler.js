// stk in a worker. The newest question counts: one that waits is dropped for the next. What takes too long, or breaks, ends the worker, and
// another one takes its place.
'use strict';

const SECONDS_MAX = 10;

class Compiler {
    // PROGRAM: the text of the worker; MODULE: a WebAssembly.Module; LIBRARY: { path: text }; DONE is called with each answer. That is one of
    // the worker, or { broken } or { stopped } (seconds); all with .question and .milliseconds.
    constructor(program, module, library, done) {
        Object.assign(this, { module, library, done, address: URL.createObjectURL(new Blob([program])), asked: null, waiting: null, number: 0 });
        this.begin();
    }

    begin() {
        this.worker = new Worker(this.address);
        this.worker.onmessage = ({ data }) => { if (data.number === this.number) this.end(data); };
        this.worker.onerror = (event) => this.end({ broken: event.message });
        this.worker.postMessage({ module: this.module, library: this.library });
    }

    ask(question) {
        this.waiting = question;
        if (!this.asked) this.next();
    }

    next() {
        this.asked = this.waiting;
        this.waiting = null;
        if (!this.asked) return;
        this.begun = performance.now();
        this.timer = setTimeout(() => this.stop(), SECONDS_MAX * 1000);
        this.worker.postMessage({ ...this.asked, number: ++this.number });
    }

    stop() {
        if (this.asked) this.end({ stopped: (performance.now() - this.begun) / 1000 });
    }

    end(answer) {
        if (!this.asked) return;
        clearTimeout(this.timer);
        if ('broken' in answer || 'stopped' in answer) {
            this.worker.terminate();
            this.begin();
        }
        const question = this.asked;
        this.asked = null;
        this.done({ ...answer, question, milliseconds: performance.now() - this.begun });
        if (!this.asked) this.next();
    }
}
