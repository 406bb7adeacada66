// What the pages of the site do by themselves: colours, and a way into the playground for each stack.
'use strict';

const wordsOf = (code) => (code.dataset.meta || '').split(' ').filter(Boolean);

// The files of an example: itself as main.stk, and the modules of its section that go with it ("module NAME", of good and bad ones its like).
// Undefined: it is no stack, is about tests, or needs more than that.
function filesOf(code) {
    const section = code.closest('article, section'), words = wordsOf(code), files = { 'main.stk': code.textContent };
    const simple = words.every((word) => /^(bad|good|both|compile|.*\.stk)$/.test(word));
    const alone = !document.body.classList.contains('errors') || !section.querySelector('.language-yaml, .language-text');
    if (!/^stack /m.test(code.textContent) || /^test /m.test(code.textContent) || !simple || !alone) return undefined;
    for (const other of section.querySelectorAll('code[data-meta^="module "]')) {
        const [, name, kind] = wordsOf(other);
        if (!kind || words.includes(kind)) files[`${name}.stk`] = other.textContent;
    }
    return files;
}

function addLink(code, files) {
    const link = Object.assign(document.createElement('a'), { className: 'try', textContent: 'try it', href: 'playground.html' });
    link.onclick = async (event) => {
        event.preventDefault();
        location.href = `playground.html#project=${await packed({ files, stack: 'main.stk' })}`;
    };
    code.parentElement.append(link);
}

for (const code of document.querySelectorAll('pre > code[class^="language-"]')) {
    const files = filesOf(code);
    code.innerHTML = highlighted(code.textContent, code.className.slice('language-'.length));
    if (files && code.classList.contains('language-stk')) addLink(code, files);
}
