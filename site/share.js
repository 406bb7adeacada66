// A project as text for the fragment of an address, and back.
'use strict';

const through = (stream, bytes) => new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();

async function packed(project) {
    const bytes = new Uint8Array(await through(new CompressionStream('deflate-raw'), JSON.stringify(project)));
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

const bytesOf = (base64) => Uint8Array.from(atob(base64.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

// Throws when it is none.
async function unpacked(text) {
    const project = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytesOf(text))));
    const fine = project.files && Object.values(project.files).every((file) => typeof file === 'string') && typeof project.stack === 'string';
    if (!fine) throw new Error('this is no project');
    return project;
}
