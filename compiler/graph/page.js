// The picture answers: rows fold, boxes are chosen and searched, one relation is drawn at a time. No library, no network.
'use strict';

const picture = document.querySelector('svg.picture');
const view = document.getElementById('view'), about = document.getElementById('about');
const search = document.getElementById('search'), found = document.getElementById('found');
const all = (selector, inside = picture) => [...inside.querySelectorAll(selector)];
const numbers = (text) => text.split(' ').map(Number);

// As in layout.h.
const TITLE_HEIGHT = 22, BOX_GAP = 6, COLUMN_GAP = 52, ROW_PADDING = 9, HEAD_HEIGHT = 30, PLANE_HEIGHT = 26, MARGIN = 16, COLUMN_MIN = 64;
const SCROLL_BAR = 20;
const FIRST_TRACK = 2, TRACKS = 3, TRACK_GAP = 2;
const labelsWidth = Number(picture.querySelector('.labels .cover').getAttribute('width')) + MARGIN;

const parts = all('.part').map((element) => ({
    element, row: Number(element.dataset.row), column: Number(element.dataset.column), path: element.dataset.path,
    closed: numbers(element.dataset.closed), open: numbers(element.dataset.open),
    objects: all('.object', element), text: element.textContent.toLowerCase() + ' ' + element.dataset.path.toLowerCase(),
}));
const lines = all('.line').map((element) => ({
    element, from: Number(element.dataset.from), to: Number(element.dataset.to), layer: element.parentNode.dataset.layer,
    why: element.querySelector('title').textContent,
}));
const rows = all('.labels text.row').map((label) => ({ label, open: label.dataset.open === '1' }));
let layer = 'order', scale = 1, chosen = -1, hits = [], hit = -1;

// ---- places ----

function sizeOf(part) { return rows[part.row].open ? part.open : part.closed; }

function placeColumns() {
    const widths = [];
    for (const part of parts) widths[part.column] = Math.max(widths[part.column] || COLUMN_MIN, sizeOf(part)[0]);
    let x = labelsWidth;
    const places = widths.map((width) => { const at = x; x += width + COLUMN_GAP; return at; });
    for (const head of all('.heads text')) head.setAttribute('x', places[head.dataset.column]);
    for (const line of all('.columns line')) {
        line.setAttribute('x1', places[line.dataset.column] - COLUMN_GAP / 2);
        line.setAttribute('x2', places[line.dataset.column] - COLUMN_GAP / 2);
    }
    return { places, widths, width: x - COLUMN_GAP + MARGIN };
}

function stackBoxes(columns) {
    const cursors = rows.map(() => ({ column: -1, y: 0 })), heights = rows.map(() => 0);
    for (const part of parts) {
        const cursor = cursors[part.row];
        if (cursor.column !== part.column) Object.assign(cursor, { column: part.column, y: ROW_PADDING });
        part.x = columns.places[part.column];
        part.y = cursor.y;
        cursor.y += sizeOf(part)[1] + BOX_GAP;
        heights[part.row] = Math.max(heights[part.row], cursor.y - BOX_GAP + ROW_PADDING);
    }
    return heights;
}

function setBand(band, y, height) {
    band.setAttribute('y', y);
    band.setAttribute('height', height);
}

// Returns the height of the picture.
function placeRows(heights) {
    const bands = all('.bands .row'), planes = {};
    let y = HEAD_HEIGHT;
    bands.forEach((band, i) => {
        const plane = band.dataset.plane;
        if (!planes[plane]) {
            planes[plane] = { y };
            y += PLANE_HEIGHT;
        }
        setBand(band, y, heights[i]);
        rows[i].y = y;
        rows[i].label.setAttribute('y', y + ROW_PADDING + 15);
        y += heights[i];
        planes[plane].height = y - planes[plane].y;
    });
    for (const band of all('.bands .plane')) setBand(band, planes[band.dataset.plane].y, planes[band.dataset.plane].height);
    for (const band of all('.labels rect.plane')) setBand(band, planes[band.dataset.plane].y, PLANE_HEIGHT);
    for (const label of all('.labels text.plane')) label.setAttribute('y', planes[label.dataset.plane].y + 18);
    return y + MARGIN;
}

function placeParts() {
    for (const part of parts) {
        const [width, height] = sizeOf(part), box = part.element.querySelector('.box'), objects = part.element.querySelector('.objects');
        part.y += rows[part.row].y;
        part.element.setAttribute('transform', `translate(${part.x} ${part.y})`);
        box.setAttribute('width', width);
        box.setAttribute('height', height);
        if (rows[part.row].open) objects.removeAttribute('display');
        else objects.setAttribute('display', 'none');
    }
}

// As put_lines.c does.
function placeLines({ places, widths }) {
    for (const line of lines) {
        const a = parts[line.from], b = parts[line.to], back = b.column < a.column, onward = b.column > a.column, sign = back ? -1 : 1;
        const y1 = a.y + TITLE_HEIGHT / 2, y2 = b.y + TITLE_HEIGHT / 2;
        const x1 = back ? a.x : a.x + sizeOf(a)[0], x2 = onward ? b.x : b.x + sizeOf(b)[0];
        const edge1 = places[a.column] + (back ? 0 : widths[a.column]), edge2 = places[b.column] + (onward ? 0 : widths[b.column]);
        const track = rows[b.row].y + FIRST_TRACK + line.from % TRACKS * TRACK_GAP, bend = sign * COLUMN_GAP / 2;
        let way = `M${x1} ${y1}H${edge1}`;
        if ((edge2 - edge1) * sign <= COLUMN_GAP) way += `C${edge1 + bend} ${y1} ${edge1 + bend} ${y2} ${edge2} ${y2}`;
        else way += `C${edge1 + bend} ${y1} ${edge1 + bend} ${track} ${edge1 + 2 * bend} ${track}H${edge2 - 2 * bend}`
            + `C${edge2 - bend} ${track} ${edge2 - bend} ${y2} ${edge2} ${y2}`;
        if (x2 !== edge2) way += `H${x2}`;
        line.element.setAttribute('d', way);
    }
}

function setSize(width, height) {
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.setAttribute('width', width * scale);
    picture.setAttribute('height', height * scale);
    for (const band of all('.ground, .bands rect, .heads .cover')) band.setAttribute('width', width);
    picture.querySelector('.ground').setAttribute('height', height);
    picture.querySelector('.labels .cover').setAttribute('height', height - HEAD_HEIGHT);
    for (const line of all('.columns line')) line.setAttribute('y2', height);
}

function place() {
    const columns = placeColumns(), height = placeRows(stackBoxes(columns));
    placeParts();
    placeLines(columns);
    setSize(columns.width, height);
    hold();
}

// Names of services and waves stay in sight.
function hold() {
    picture.querySelector('.labels').setAttribute('transform', `translate(${view.scrollLeft / scale} 0)`);
    picture.querySelector('.heads').setAttribute('transform', `translate(0 ${view.scrollTop / scale})`);
}

// ---- folding and size ----

function fold(row, open) {
    row.open = open;
    row.label.dataset.open = open ? '1' : '0';
    row.label.setAttribute('aria-expanded', open);
    row.label.querySelector('.fold').textContent = open ? '▾' : '▸';
}

function foldAll(open) {
    for (const row of rows) fold(row, open);
    place();
}

function resize(to) {
    const [, , width, height] = numbers(picture.getAttribute('viewBox'));
    scale = Math.min(3, Math.max(0.1, to));
    setSize(width, height);
    hold();
}

function fit() {
    const width = numbers(picture.getAttribute('viewBox'))[2];
    resize((view.clientWidth - SCROLL_BAR) / width);
}

// ---- choosing ----

const drawn = () => lines.filter((line) => line.layer === layer);

// All that lies before (or behind) a part, along the lines that are drawn; of the order all the way, of the others one step.
function reachable(start, from, to) {
    const next = new Map(), seen = new Set([start]), near = [];
    for (const line of drawn()) next.set(line[from], [...(next.get(line[from]) || []), line]);
    for (const part of seen) {
        if (layer !== 'order' && part !== start) break;
        for (const line of next.get(part) || []) {
            near.push(line);
            seen.add(line[to]);
        }
    }
    return { seen, near };
}

function show(element) {
    const part = parts[Number(element.id.slice(4))], [width, height] = sizeOf(part), label = labelsWidth * scale;
    const x = part.x * scale, y = part.y * scale, below = view.scrollTop + view.clientHeight;
    if (x < view.scrollLeft + label || x + width * scale > view.scrollLeft + view.clientWidth) view.scrollLeft = x - label - 60;
    if (y < view.scrollTop + HEAD_HEIGHT * scale || y + height * scale > below) view.scrollTop = y - view.clientHeight / 3;
}

function clearNear() {
    for (const element of all('.near, .self')) element.classList.remove('near', 'self');
    picture.classList.remove('chosen');
}

function choose(number, scroll) {
    clearNear();
    chosen = number;
    about.hidden = number < 0;
    if (number < 0) return;
    for (const { seen, near } of [reachable(number, 'to', 'from'), reachable(number, 'from', 'to')]) {
        for (const part of seen) parts[part].element.classList.add('near');
        for (const line of near) line.element.classList.add('near');
    }
    picture.classList.add('chosen');
    parts[number].element.classList.add('self');
    tell(parts[number], number);
    if (scroll) show(parts[number].element);
}

function node(tag, text, inside) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    inside.append(made);
    return made;
}

function list(title, items) {
    if (!items.length) return;
    node('h4', title, about);
    const all = node('ul', '', about);
    for (const [text, to] of items) {
        const item = node('li', to === undefined ? text : '', all);
        if (to !== undefined) node('a', text, item).href = '#part' + to;
    }
}

// What is known of a part, from the lines and tables of the page.
function tell(part, number) {
    const reason = (line) => line.why.slice(line.why.indexOf(': ') + 2);
    const along = (which, end, other) => lines.filter((line) => line.layer === which && line[end] === number)
        .map((line) => [`${parts[line[other]].path}: ${reason(line)}`, line[other]]);
    const secrets = [...document.querySelectorAll(`#secrets a[href="#part${number}"]`)].map((link) => link.closest('tr').cells);
    about.replaceChildren();
    node('button', 'close', about).onclick = () => choose(-1);
    node('h3', part.path, about);
    node('p', part.element.dataset.words, about);
    list('waits for', along('order', 'to', 'from'));
    list('is waited for by', along('order', 'from', 'to'));
    list('secrets', [...new Set(secrets.map((cells) => `${cells[0].textContent} (${cells[1].textContent})`))].map((text) => [text]));
    list('may reach', [...along('network', 'from', 'to'), ...(part.element.dataset.out ? [[part.element.dataset.out]] : [])]);
    list('may be reached by', [...along('network', 'to', 'from'), ...(part.element.dataset.in ? [[part.element.dataset.in]] : [])]);
    list('objects', part.objects.map((object) => [object.querySelector('title').textContent]));
}

// ---- search ----

function seek() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    for (const element of all('.hit')) element.classList.remove('hit');
    hits = words.length ? parts.filter((part) => fits(part.text)) : [];
    hit = -1;
    for (const part of hits) {
        part.element.classList.add('hit');
        for (const object of part.objects) if (fits(object.textContent.toLowerCase())) object.classList.add('hit');
    }
    picture.classList.toggle('sought', words.length > 0);
    found.textContent = words.length ? `${hits.length} found` : '';
}

function nextHit(step) {
    if (!hits.length) return;
    hit = (hit + step + hits.length) % hits.length;
    found.textContent = `${hit + 1} of ${hits.length}`;
    show(hits[hit].element);
    hits[hit].element.focus({ preventScroll: true });
}

// ---- keys ----

function showLayer(name) {
    layer = name;
    for (const group of all('.lines')) {
        if (group.dataset.layer === name) group.removeAttribute('display');
        else group.setAttribute('display', 'none');
    }
    document.querySelector(`#layers input[value=${name}]`).checked = true;
    choose(chosen, false);
}

function focused() { return parts.findIndex((part) => part.element === document.activeElement); }

function moveTo(number) {
    if (number < 0 || number >= parts.length) return;
    parts[number].element.focus({ preventScroll: true });
    show(parts[number].element);
}

function alongLine(from, to) {
    const line = drawn().find((one) => one[from] === focused());
    if (line) moveTo(line[to]);
}

// The next box of the column above or below, of whatever row.
function beside(step) {
    const here = parts[focused()], column = parts.filter((part) => part.column === here.column).sort((a, b) => a.y - b.y);
    const there = column[column.indexOf(here) + step];
    if (there) moveTo(parts.indexOf(there));
}

const keys = {
    '/': () => search.focus(), Escape: () => { search.value = ''; seek(); choose(-1); },
    1: () => showLayer('order'), 2: () => showLayer('secrets'), 3: () => showLayer('network'),
    '+': () => resize(scale * 1.25), '-': () => resize(scale / 1.25), 0: () => resize(1),
};
const partKeys = {
    Enter: () => choose(focused(), false), ' ': () => choose(focused(), false),
    ArrowLeft: () => alongLine('to', 'from'), ArrowRight: () => alongLine('from', 'to'), ArrowUp: () => beside(-1), ArrowDown: () => beside(1),
    f: () => { const row = rows[parts[focused()].row]; fold(row, !row.open); place(); },
};

function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[event.key] || (focused() >= 0 && partKeys[event.key]);
    if (event.target === search && event.key !== 'Escape') {
        if (event.key === 'Enter') nextHit(event.shiftKey ? -1 : 1);
        return;
    }
    if (focused() >= 0 && hits.length && event.key === 'Enter') { nextHit(event.shiftKey ? -1 : 1); event.preventDefault(); return; }
    if (!action) return;
    action();
    event.preventDefault();
}

function followLink() {
    const number = /^#part(\d+)$/.exec(location.hash);
    if (number && parts[number[1]]) choose(Number(number[1]), true);
}

// ---- the page begins ----

parts.forEach((part, i) => {
    part.element.setAttribute('tabindex', '0');
    part.element.setAttribute('role', 'button');
    part.element.setAttribute('aria-label', `${part.path}, ${part.element.dataset.words}`);
    part.element.addEventListener('click', () => choose(chosen === i ? -1 : i, false));
});
for (const row of rows) {
    row.label.setAttribute('tabindex', '0');
    row.label.setAttribute('role', 'button');
    const toggle = () => { fold(row, !row.open); place(); };
    row.label.addEventListener('click', toggle);
    row.label.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        toggle();
        event.preventDefault();
        event.stopPropagation();
    });
    fold(row, row.open);
}
for (const input of document.querySelectorAll('#layers input')) input.addEventListener('change', () => showLayer(input.value));
for (const [id, act] of Object.entries({ unfold: () => foldAll(true), fold: () => foldAll(false), fit, larger: keys['+'], smaller: keys['-'] }))
    document.getElementById(id).addEventListener('click', act);
search.addEventListener('input', seek);
document.addEventListener('keydown', onKey);
document.addEventListener('click', (event) => { // the same link again
    const link = event.target.closest('a[href^="#part"]');
    if (link && link.getAttribute('href') === location.hash) followLink();
});
view.addEventListener('scroll', hold);
addEventListener('resize', hold);
addEventListener('hashchange', followLink);
place();
followLink();
