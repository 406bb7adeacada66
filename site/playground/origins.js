// Where each line of a manifest comes from: .stk/map of a compiled folder, whose form compiler/emit/source_map.h tells.
'use strict';

// "12 0*3 7": numbers, some of them several times.
function unfolded(words) {
    return words.flatMap((word) => {
        const [one, count] = word.split('*');
        return Array(Number(count || 1)).fill(one);
    });
}

// Places of the lines of a text; what one leaves out is that of the one before. NUMBERED: origins by number.
function placesOf(words, numbered) {
    let file = '0', line = '0';
    return unfolded(words).map((word) => {
        const parts = word.replace(/<.*/, '').split(':');
        if (parts.length === 1) return numbered[word];
        const column = parseInt(parts.pop(), 10);
        [file, line] = [parts.length > 1 ? parts[0] : file, parts[parts.length - 1] || line];
        return { file, line: Number(line), column };
    });
}

// { MANIFEST: { leaves: [place], texts: { leaf: [place] } } }; a place is { file, line, column }, or undefined.
function readMap(text) {
    const files = {}, numbered = {}, objects = {};
    let object;
    for (const line of text.split('\n')) {
        const [kind, ...words] = line.trim().split(' ');
        if (kind === 'file') files[words[0]] = line.slice(line.indexOf(words[1]));
        else if (kind === 'origin') {
            const [file, row, column] = words[1].split(':');
            numbered[words[0]] = { file, line: Number(row), column: Number(column) };
        } else if (kind === 'object') objects[words[0]] = object = { leaves: [], texts: {} };
        else if (kind === 'lines') object.texts[words[0]] = placesOf(words.slice(1), numbered);
        else if (object && /^\d/.test(kind)) object.leaves = unfolded([kind, ...words]).map((number) => numbered[number]);
    }
    const named = (place) => place && { ...place, file: files[place.file] };
    for (const one of Object.values(objects)) {
        one.leaves = one.leaves.map(named);
        for (const leaf of Object.keys(one.texts)) one.texts[leaf] = one.texts[leaf].map(named);
    }
    return objects;
}

// For each line of a manifest, as stk writes it, which leaf it holds and which line of that, if it is a text over several: [leaf, line].
function leavesOf(manifest) {
    let leaf = -1, block = -1, within = 0;
    return manifest.split('\n').map((line) => {
        const content = line.replace(/^ *(- )*/, ''), indent = line.length - content.length;
        if (block >= 0 && (!line.trim() || line.search(/\S/) > block)) return [leaf, within++];
        block = -1;
        const key = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'\s].*?):(?:\s|$)/.exec(content), value = key ? content.slice(key[0].length) : content;
        if (!content || (key && !value)) return [-1, -1];
        leaf++;
        if (/^[|>][-+\d]*$/.test(value)) [block, within] = [key ? indent : line.search(/\S/), 0];
        return [leaf, -1];
    });
}

// The place of each line.
function placesOfLines(manifest, { leaves, texts }) {
    return leavesOf(manifest).map(([leaf, line]) => line < 0 ? leaves[leaf] : (texts[leaf] || [])[line] || leaves[leaf]);
}
