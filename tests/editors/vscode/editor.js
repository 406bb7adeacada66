// Visual Studio Code as a person has it before them: its server on loopback, its page in chromium, keys, and what is to be seen.
'use strict';
const fs = require('fs'), net = require('net'), path = require('path');
const { spawn } = require('child_process');
const { launch } = require('../../site/browser.js');

const PATIENCE = 60000; // milliseconds, on a busy machine and with sanitizers
const SETTINGS = {
    'editor.minimap.enabled': false, 'extensions.autoCheckUpdates': false, 'files.autoSave': 'off', 'git.enabled': false, 'git.openRepositoryInParentFolders': 'never',
    'remote.autoForwardPorts': false, 'security.workspace.trust.enabled': false, 'telemetry.telemetryLevel': 'off', 'workbench.startupEditor': 'none',
};

// ---- the server ----

function freePort() {
    return new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

async function isUp(base) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((resume) => setTimeout(resume, 100)))
        if (await fetch(base + 'version').then((response) => response.ok, () => false)) return;
    throw new Error('the server does not answer');
}

// The PROGRAM of the server, with all that it keeps below HOME; extensions are in HOME/extensions.
async function startServer(program, home) {
    const port = await freePort(), log = fs.openSync(path.join(home, 'server.log'), 'w');
    const options = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off',
        '--server-data-dir', path.join(home, 'server'), '--user-data-dir', home, '--extensions-dir', path.join(home, 'extensions')];
    // VSCODE_CLI: the environment is taken as it is, and not that of a login shell.
    const server = spawn(process.execPath, [program, ...options], { env: { ...process.env, HOME: home, VSCODE_CLI: '1' }, stdio: ['ignore', log, log] });
    await isUp(`http://127.0.0.1:${port}/`);
    return { base: `http://127.0.0.1:${port}/`, stop: () => server.kill() };
}

function writeSettings(home) {
    fs.mkdirSync(path.join(home, 'User'), { recursive: true });
    fs.writeFileSync(path.join(home, 'User', 'settings.json'), JSON.stringify(SETTINGS));
}

// ---- the page ----

class Editor {
    // FOLDER is opened; pictures go to PICTURES/NAME.png. Nothing but the server is asked.
    static async begin(browser, base, folder, pictures) {
        const editor = Object.assign(new Editor(), { folder, pictures });
        editor.page = await browser.newPage({ viewport: { width: 1300, height: 850 } });
        await editor.page.route((url) => !url.href.startsWith(base), (route) => route.abort());
        await editor.page.goto(`${base}?folder=${encodeURIComponent(folder)}`);
        await editor.seen('.monaco-workbench .explorer-folders-view .monaco-list-row');
        return editor;
    }

    picture(name) { return this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) }); }
    key(name) { return this.page.keyboard.press(name); }
    type(text) { return this.page.keyboard.type(text, { delay: 10 }); }
    seen(selector, options) { return this.page.locator(selector, options).first().waitFor({ timeout: PATIENCE }); }
    gone(selector, options) { return this.page.locator(selector, options).first().waitFor({ state: 'hidden', timeout: PATIENCE }); }

    // The last of what LOOK tells: as soon as IS_IT says yes, or when patience is at an end.
    async until(look, isIt, patience = PATIENCE) {
        for (const end = Date.now() + patience; ; await this.page.waitForTimeout(50)) {
            const got = await look();
            if (isIt(got) || Date.now() > end) return got;
        }
    }

    // All texts of a selector, with single spaces.
    async texts(selector) {
        return (await this.page.locator(selector).allInnerTexts()).map((text) => text.replace(/[\s\u00a0\u200b]+/g, ' ').trim());
    }

    // ---- doing ----

    // What is asked for in the box at the top, once ROW is offered there.
    async pick(key, text, row) {
        await this.key(key);
        await this.seen('.quick-input-widget:not([style*="display: none"]) input');
        await this.page.keyboard.insertText(text);
        await this.seen('.quick-input-list .monaco-list-row.focused', { hasText: row });
        await this.key('Enter');
        await this.gone('.quick-input-widget:not([style*="display: none"])');
    }

    command(title) { return this.pick('F1', title, title.replace(/^.*: /, '')); }

    async open(file) {
        await this.pick('Control+p', path.join(this.folder, file), path.basename(file));
        await this.isIn(path.basename(file));
    }

    isIn(name) { return this.seen('.editor-group-container.active .tab.active', { hasText: name }); }

    // To where '|' stands in WORDS, which are the first such ones in FILE as it is on the disk.
    async goTo(file, words) {
        const all = fs.readFileSync(path.join(this.folder, file), 'utf8'), at = all.indexOf(words.replace('|', ''));
        if (at < 0) throw new Error(`no '${words}' in ${file}`);
        const lines = all.slice(0, at + words.indexOf('|')).split('\n'), column = lines.at(-1).length + 1;
        await this.pick('Control+g', `${lines.length}:${column}`, String(lines.length));
        await this.seen('#status\\.editor\\.selection', { hasText: `Ln ${lines.length}, Col ${column}` });
    }

    async save(file) {
        await this.key('Control+s');
        await this.gone('.tab.active.dirty');
        return fs.readFileSync(path.join(this.folder, file), 'utf8');
    }

    async revert() {
        await this.command('File: Revert File');
        await this.gone('.tab.active.dirty');
    }

    // ---- seeing ----

    // What is shown of the place of the cursor. An editor that has just begun shows nothing, and is asked again.
    async hover() {
        const shown = '.monaco-hover:not(.hidden) .hover-contents', text = () => this.texts('.monaco-hover:not(.hidden) .monaco-scrollable-element');
        const isThere = ([one]) => one && !one.includes('Loading...');
        for (const end = Date.now() + PATIENCE; Date.now() < end;) {
            await this.key('Escape');
            await this.command('Show or Focus Hover');
            const [one] = await this.until(text, isThere, (await this.page.locator(shown).count()) ? PATIENCE : 3000);
            if (one) return one;
        }
        return 'nothing';
    }

    // Where the picture in front of a file's name comes from.
    icon() { return this.page.evaluate(() => getComputedStyle(document.querySelector('.tab.active .monaco-icon-label'), '::before').backgroundImage); }

    lines() { return this.texts('.editor-group-container.active .view-line'); }

    // [errors, warnings], as the bar at the bottom counts them; [-1]: there is no such bar yet.
    async problems() {
        const [text = '-1'] = await this.texts('#status\\.problems');
        return text.split(' ').map(Number);
    }

    // Until there are so many errors.
    async errors(n) {
        const [errors] = await this.until(() => this.problems(), ([errors]) => errors === n);
        return errors;
    }

    suggestions() { return this.texts('.suggest-widget.visible .monaco-list-row .label-name'); }
    dialogs() { return this.texts('.monaco-dialog-box .dialog-message-container'); }
    notices() { return this.texts('.notification-toast .notification-list-item-message'); }

    // The colours of the words WORDS in the line that has TEXT.
    colours(text, words) {
        return this.page.evaluate(([wanted, those]) => {
            const plain = (element) => element.textContent.replace(/\u00a0/g, ' ');
            const line = [...document.querySelectorAll('.view-line')].find((one) => plain(one).includes(wanted));
            const spans = [...(line?.querySelectorAll('span > span') || [])];
            return those.map((word) => spans.filter((span) => plain(span).trim() === word).map((span) => getComputedStyle(span).color)[0]);
        }, [text, words]);
    }
}

module.exports = { Editor, launch, startServer, writeSettings };
