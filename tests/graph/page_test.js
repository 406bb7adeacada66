// What the page of "stk graph" does in a browser. tests/graph/check puts this behind the page's own script, and before that it keeps in
// window.drawn how the picture was before any script ran. Prints TAP into the page.
'use strict';

const tap = [];
const test = (title, passed, told = '') => tap.push(`${passed ? 'ok' : 'not ok'} ${tap.length + 1} - ${title}${passed ? '' : ` ${told}`}`);
const press = (key, target = document.activeElement) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const click = (element) => element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
const type = (text) => { search.value = text; search.dispatchEvent(new Event('input', { bubbles: true })); };
const byPath = (path) => parts.findIndex((part) => part.path === path);
const count = (selector) => document.querySelectorAll(selector).length;

// Texts as they are really set, against their boxes; and boxes against each other.
function faults() {
    const told = [];
    for (const part of parts) {
        const [width, height] = sizeOf(part);
        for (const text of part.element.querySelectorAll('text')) {
            const end = Number(text.getAttribute('x')) + text.getComputedTextLength();
            if (text.getClientRects().length && end > width) told.push(`${part.path}: ${text.textContent} is cut`);
        }
        for (const other of parts) {
            if (other === part || other.column !== part.column) continue;
            const [, tall] = sizeOf(other);
            if (part.y < other.y + tall && other.y < part.y + height) told.push(`${part.path} overlaps ${other.path}`);
        }
    }
    return told;
}

// ---- as it was drawn ----

test('the script places everything where it was drawn', JSON.stringify(snapshot()) === JSON.stringify(window.drawn),
    snapshot().find((one, i) => one !== window.drawn[i]));
test('nothing is cut or overlaps', faults().length === 0, faults()[0]);
test('nothing is chosen', about.hidden);

// ---- folding ----

click(document.getElementById('unfold'));
test('all unfolds', parts.every((part) => part.objects.every((object) => object.getClientRects().length)));
test('and nothing is cut or overlaps', faults().length === 0, faults()[0]);
click(document.getElementById('fold'));
test('all folds', parts.every((part) => part.objects.every((object) => !object.getClientRects().length)));
const folded = numbers(picture.getAttribute('viewBox'))[3];
const first = parts.find((part) => part.objects.length);
click(rows[first.row].label);
test('a row unfolds by its name', first.objects.every((object) => object.getClientRects().length));
test('and says so', rows[first.row].label.getAttribute('aria-expanded') === 'true');
test('and only that', rows.filter((row) => row.open).length === 1);
test('the picture grows with it', numbers(picture.getAttribute('viewBox'))[3] > folded);
first.element.focus();
press('f');
test('a row folds by a key', !rows[first.row].open && numbers(picture.getAttribute('viewBox'))[3] === folded);

// ---- searching ----

press('/', document.body);
test('a key leads to the search', document.activeElement === search);
type('networkpolicy ' + first.path);
const wanted = parts.filter((part) => part.element.textContent.toLowerCase().includes('networkpolicy') && part.text.includes(first.path)).length;
test('what fits all words is found', count('.part.hit') === wanted && found.textContent === `${wanted} found`, found.textContent);
type('serviceaccount');
press('Enter');
test('Enter leads to the first', document.activeElement === hits[0].element && found.textContent === `1 of ${hits.length}`, found.textContent);
press('Enter');
test('and on', document.activeElement === hits[1].element);
const box = hits[1].element.getBoundingClientRect(), frame = view.getBoundingClientRect();
test('which is in sight', box.left >= frame.left && box.top >= frame.top && box.top <= frame.bottom, JSON.stringify(box));
type('no such thing');
test('nothing is said to be nothing', found.textContent === '0 found' && count('.part.hit') === 0);
press('Escape', document.body);
test('Escape ends it', search.value === '' && !picture.classList.contains('sought'));

// ---- choosing ----

const line = lines.find((one) => one.layer === 'order' && one.element.classList.contains('critical'));
parts[line.to].element.focus();
press('Enter');
test('Enter chooses', !about.hidden && about.querySelector('h3').textContent === parts[line.to].path);
test('and tells whom it waits for', about.textContent.includes(parts[line.from].path)
    && [...about.querySelectorAll('h4')].some((one) => one.textContent === 'waits for'));
test('all that it waits for is near', parts[line.from].element.classList.contains('near') && line.element.classList.contains('near'));
press('ArrowLeft', parts[line.to].element);
test('an arrow leads along a line', document.activeElement !== parts[line.to].element
    && lines.some((one) => parts[one.from].element === document.activeElement && one.to === line.to));
press('ArrowRight');
test('and back', lines.some((one) => one.layer === 'order' && parts[one.to].element === document.activeElement));
click(parts[line.to].element);
test('a second click lets go', about.hidden && !picture.classList.contains('chosen') && count('.near') === 0);
location.hash = `#part${line.from}`;
followLink();
test('a link chooses', about.querySelector('h3').textContent === parts[line.from].path);
press('Escape', document.body);

// ---- layers and size ----

for (const [key, name] of [['2', 'secrets'], ['3', 'network'], ['1', 'order']]) {
    press(key, document.body);
    test(`${key} shows ${name}, and nothing else`, document.querySelector(`#layers input[value=${name}]`).checked
        && all('.lines').every((group) => (group.dataset.layer === name) !== (group.getAttribute('display') === 'none')));
}
const size = Number(picture.getAttribute('width'));
press('+', document.body);
test('it grows', Number(picture.getAttribute('width')) > size);
press('0', document.body);
test('and is as it was', Number(picture.getAttribute('width')) === size);
click(document.getElementById('fit'));
test('all of its width fits in', Number(picture.getAttribute('width')) <= view.clientWidth);
press('0', document.body);
view.scrollLeft = 300;
view.scrollTop = 120;
hold();
test('names stay in sight', picture.querySelector('.labels').getAttribute('transform') === `translate(${view.scrollLeft} 0)`
    && picture.querySelector('.heads').getAttribute('transform') === `translate(0 ${view.scrollTop})`);
test('every box can be reached by keys, and says what it is',
    parts.every((part) => part.element.tabIndex === 0 && part.element.getAttribute('aria-label')));

node('pre', [...tap, `1..${tap.length}`].join('\n'), document.body).id = 'tap';
