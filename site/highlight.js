// Colours for sources and outputs: splits a text into what means the same.
'use strict';

// As in grammar/stk.l. Before "=" and behind a dot they are names of fields.
const RESERVED = [
    'use type fn component stack inherit include param let export require warn moved fact resource schema test of assert fails',
    'if then else for in when with where matching at as true false null',
];
const RESERVED_WORD = new RegExp(`(?<!\\.)\\b(?:${RESERVED.join(' ').replace(/ /g, '|')})\\b(?!\\s*=[^=])`, 'y');

const TOKENS = {
    stk: [
        ['comment', /\/\/.*/y],
        ['text', /"""[^]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?/y],
        ['word', RESERVED_WORD],
        ['number', /\b\d[\w.]*(?:%|\/[a-z]+|\/\d+)?/y],
        ['', /\w+/y],
    ],
    yaml: [
        ['comment', /#.*/y],
        ['word', /(?:"[^"\n]*"|'[^'\n]*'|[\w.\/$-]+)(?=:(?:\s|$))/y],
        ['text', /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y],
        ['number', /\b\d[\w.]*\b/y],
        ['', /[^\s"'#]+/y],
    ],
    console: [
        ['word', /^\$ .*/my],
        ['error', /^not ok .*/my],
        ['error', /\berror\[[EW]\d{4}\]:.*/y],
        ['warning', /\bwarning\[[EW]\d{4}\]:.*/y],
        ['', /\S+/y],
    ],
};

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

// TEXT as HTML; a LANGUAGE that is not known has no colours.
function highlighted(text, language) {
    const tokens = TOKENS[language] || [];
    let html = '', at = 0;
    while (at < text.length) {
        let kind = '', end = at + 1;
        for (const [name, pattern] of tokens) {
            pattern.lastIndex = at;
            if (!pattern.test(text)) continue;
            [kind, end] = [name, pattern.lastIndex];
            break;
        }
        const part = escaped(text.slice(at, end));
        html += kind ? `<i class="${kind}">${part}</i>` : part;
        at = end;
    }
    return html;
}
