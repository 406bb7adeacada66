// The manifests of a compiled folder: one of them, or all; each line leads to the place in the sources that set it, and back.
'use strict';

const ALL_MAX = 200000; // characters; more are looked at one by one

class Manifests {
    // LIST and TEXT are emptied and filled; GO is called with the place of a line that is clicked, IS_HERE tells whether a file can be shown.
    constructor(list, text, isHere, go) {
        Object.assign(this, { list, text, isHere, opened: '', names: [], written: {}, source: {} });
        text.addEventListener('click', (event) => {
            const line = event.target.closest('.line[data-file]');
            if (line && getSelection().isCollapsed) go(line.dataset.file, Number(line.dataset.line), Number(line.dataset.column));
        });
    }

    // WRITTEN: { path: text }, with .stk/map.
    show(written) {
        this.written = written;
        this.origins = readMap(written['.stk/map'] || '');
        this.names = Object.keys(written).filter((path) => !path.startsWith('.stk/'));
        const all = this.names.reduce((n, name) => n + written[name].length, 0) <= ALL_MAX ? [''] : [];
        this.choices = [...all, ...this.names];
        this.open(this.choices.includes(this.opened) ? this.opened : this.choices[0]);
    }

    open(name) {
        this.opened = name;
        this.list.replaceChildren(...this.choices.map((one) => this.button(one)));
        this.text.innerHTML = (name ? [name] : this.names).map((one) => this.html(one)).join('<span class="line">---\n</span>');
        this.text.scrollTo(0, 0);
        this.point(this.source.file, this.source.line);
    }

    // The wave, the kind and the name.
    button(path) {
        const button = Object.assign(document.createElement('button'), { title: path, onclick: () => this.open(path) });
        const [, kind, name] = /^kind: (.*)[^]*?^  name: "?([^"\n]*)/m.exec(this.written[path] || '') || [];
        button.innerHTML = path ? `<small>${escaped(path.slice(0, 2))} ${escaped(kind || '')}</small> ${escaped(name || path)}` : 'all';
        button.setAttribute('aria-current', path === this.opened);
        return button;
    }

    html(name) {
        const manifest = this.written[name].replace(/\n$/, ''), places = placesOfLines(manifest, this.origins[name] || { leaves: [], texts: {} });
        const lines = highlighted(manifest, 'yaml').split('\n');
        return lines.map((line, i) => `<span class="line"${this.attributes(places[i])}>${line}\n</span>`).join('');
    }

    attributes(place) {
        if (!place) return '';
        const told = escaped(`${place.file}:${place.line}`);
        if (!this.isHere(place.file)) return ` title="${told}"`;
        return ` title="${told}" data-file="${escaped(place.file)}" data-line="${place.line}" data-column="${place.column}"`;
    }

    // Marks what came of a line of the sources.
    point(file, line) {
        this.source = { file, line };
        for (const one of this.text.querySelectorAll('.came')) one.classList.remove('came');
        const lines = this.text.querySelectorAll(`.line[data-line="${line}"]`);
        for (const one of lines) one.classList.toggle('came', one.dataset.file === file);
    }

    follow(file, line) {
        this.point(file, line);
        this.text.querySelector('.came')?.scrollIntoView({ block: 'nearest' });
    }
}
