// What the pages of the site do by themselves: colours, and a way into the playground for each whole source.
'use strict';

for (const code of document.querySelectorAll('pre > code[class^="language-"]')) {
    const language = code.className.slice('language-'.length), text = code.textContent;
    code.innerHTML = highlighted(text, language);
    if (language !== 'stk' || !/^(stack|component) /m.test(text)) continue;
    const link = document.createElement('a');
    link.className = 'try';
    link.textContent = 'try it';
    link.href = 'playground.html';
    link.onclick = async (event) => {
        event.preventDefault();
        location.href = `playground.html#project=${await packed({ files: { 'main.stk': text }, stack: 'main.stk' })}`;
    };
    code.parentElement.append(link);
}
