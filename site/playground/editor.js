// A text with line numbers, colours, and marks at the places of messages: a plain text area that lies over all of these.
'use strict';

class Editor {
    // PLACE is emptied and filled; CHANGED is called with the text after each change by hand, POINTED with the line that the cursor has gone to.
    constructor(place, changed, pointed) {
        place.innerHTML = '<pre class="numbers" aria-hidden="true"></pre><div class="sheet"><pre class="colors" aria-hidden="true"></pre>'
            + '<div class="marks"></div>'
            + '<textarea spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" aria-label="source"></textarea></div>';
        this.place = place;
        [this.numbers, this.colors, this.marks] = ['.numbers', '.colors', '.marks'].map((name) => place.querySelector(name));
        this.area = place.querySelector('textarea');
        this.area.addEventListener('input', () => { this.paint(); changed(this.area.value); });
        this.area.addEventListener('keydown', (event) => this.key(event));
        document.addEventListener('selectionchange', () => { if (document.activeElement === this.area) pointed(this.line()); });
    }

    show(text, language) {
        this.language = language;
        this.area.value = text;
        this.place.scrollTo(0, 0);
        this.mark([]);
        this.paint();
    }

    paint() {
        const text = this.area.value;
        this.colors.innerHTML = highlighted(text, this.language) + '\n ';
        this.number();
    }

    number() {
        const worst = new Map();
        for (const { line, severity } of this.found || []) if (worst.get(line) !== 'error') worst.set(line, severity);
        this.numbers.innerHTML = this.area.value.split('\n').map((_, i) => `<span class="${worst.get(i + 1) || ''}">${i + 1}</span>`).join('\n');
    }

    // FOUND: of each { line, column, end, severity, text }; lines and columns count from 1, end is the column behind.
    mark(found) {
        const lines = this.area.value.split('\n'), behind = new Map();
        this.found = found;
        this.marks.replaceChildren(...found.flatMap(({ line, column, end, severity, text }) => {
            const width = Math.max(1, end - column), at = behind.get(line) ?? [...lines[line - 1] || ''].length + 3;
            behind.set(line, at + text.length + 4);
            return [this.box(`under ${severity}`, line, column - 1, width, ''), this.box(`said ${severity}`, line, at, text.length + 1, text)];
        }));
        this.number();
    }

    line() { return this.area.value.slice(0, this.area.selectionStart).split('\n').length; }

    box(name, line, column, width, text) {
        const box = document.createElement('span');
        box.className = name;
        box.style.cssText = `--line: ${line - 1}; --column: ${column}; --width: ${width}`;
        box.textContent = text;
        return box;
    }

    go(line, column) {
        const before = this.area.value.split('\n').slice(0, line - 1), at = before.reduce((n, text) => n + text.length + 1, 0) + column - 1;
        this.area.focus({ preventScroll: true });
        this.area.setSelectionRange(at, at);
        const height = this.numbers.offsetHeight / (this.area.value.split('\n').length || 1);
        this.place.scrollTo(0, Math.max(0, (line - 1) * height - this.place.clientHeight / 3));
    }

    // Tab moves by two blanks; Escape before it leaves the field, for those who have no other way.
    key(event) {
        if (event.key === 'Escape') this.area.blur();
        if (event.key !== 'Tab' || event.shiftKey || event.ctrlKey || event.altKey) return;
        event.preventDefault();
        document.execCommand('insertText', false, '  ');
    }
}
