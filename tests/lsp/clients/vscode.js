// The client library of VS Code with "stk lsp": node vscode.js; STK and PROJECT say what with. Prints TAP.
const { spawn } = require('child_process')
const fs = require('fs')
const path = require('path')
const { pathToFileURL } = require('url')
const lsp = require('vscode-languageserver-protocol/node')

const project = process.env.PROJECT
const uri = name => pathToFileURL(path.join(project, name)).href
let number = 0, failures = 0
function check(title, fine, got) {
  number++
  if (!fine) failures++
  console.log(`${fine ? 'ok' : 'not ok'} ${number} - vscode: ${title}`)
  if (!fine) console.log('# got: ' + JSON.stringify(got))
}

const server = spawn(process.env.STK, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
const connection = lsp.createProtocolConnection(new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin))
const shown = new Map(), waiting = []
connection.onNotification(lsp.PublishDiagnosticsNotification.type, params => {
  shown.set(params.uri, params)
  waiting.splice(0).forEach(resume => resume())
})
async function until(condition) {
  for (const end = Date.now() + 20000; Date.now() < end && !condition();)
    await Promise.race([new Promise(resume => waiting.push(resume)), new Promise(resume => setTimeout(resume, 100))])
  return condition()
}
const registered = []
connection.onRequest(lsp.RegistrationRequest.type, params => { registered.push(...params.registrations) })
connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => null)
connection.listen()

const text = fs.readFileSync(path.join(project, 'shop.stk'), 'utf8')
const place = (needle, further = 0) => {
  const before = text.slice(0, text.indexOf(needle) + further).split('\n')
  return { textDocument: { uri: uri('shop.stk') }, position: { line: before.length - 1, character: before.at(-1).length } }
}

async function main() {
  const started = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: null, workspaceFolders: [{ uri: pathToFileURL(project).href, name: 'shop' }],
    initializationOptions: { environment: 'large' },
    capabilities: { general: { positionEncodings: ['utf-16'] }, workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
                    window: { workDoneProgress: true } } })
  check('UTF-16 is agreed upon', started.capabilities.positionEncoding === 'utf-16', started)
  await connection.sendNotification(lsp.InitializedNotification.type, {})
  check('it asks to be told of files', await until(() => registered.some(one => one.method === 'workspace/didChangeWatchedFiles')), registered)
  const document = { uri: uri('shop.stk'), languageId: 'stk', version: 1, text }
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: document })
  const hover = await connection.sendRequest(lsp.HoverRequest.type, place('copies = copies', 10))
  check('hover, with the values of the chosen environment', hover.contents.value.includes('`shop` = `7`'), hover)
  const change = (version, range, text) => connection.sendNotification(lsp.DidChangeTextDocumentNotification.type,
    { textDocument: { uri: document.uri, version }, contentChanges: [{ range, text }] })
  const { position } = place('copies = copies', 9)
  await change(2, { start: position, end: { ...position, character: position.character + 6 } }, 'copeis')
  check('a diagnostic, of that version', await until(() => shown.get(document.uri)?.diagnostics.length === 1 && shown.get(document.uri).version === 2),
        shown.get(document.uri))
  const [diagnostic] = shown.get(document.uri).diagnostics
  const actions = await connection.sendRequest(lsp.CodeActionRequest.type,
    { textDocument: { uri: document.uri }, range: diagnostic.range, context: { diagnostics: [diagnostic] } })
  check('a repair', actions.length === 1 && actions[0].edit.changes[document.uri][0].newText === 'copies', actions)
  await change(3, diagnostic.range, 'copies')
  check('which mends it', await until(() => shown.get(document.uri)?.diagnostics.length === 0), shown.get(document.uri))
  const symbols = await connection.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument: { uri: document.uri } })
  check('symbols', symbols.length === 1 && symbols[0].name === 'shop' && symbols[0].children.length === 10, symbols)
  const hints = await connection.sendRequest(lsp.InlayHintRequest.type,
    { textDocument: { uri: document.uri }, range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } } })
  check('hints of what is inherited', hints.some(hint => hint.label === 'zone = b'), hints)
  const references = await connection.sendRequest(lsp.ReferencesRequest.type, { ...place('param copies', 7), context: { includeDeclaration: true } })
  check('references, in values files, too', references.filter(one => one.uri.endsWith('.yaml')).length === 2, references)
  const source = new lsp.CancellationTokenSource()
  const asked = connection.sendRequest(lsp.WorkspaceSymbolRequest.type, { query: '' }, source.token).catch(error => error)
  source.cancel()
  const answer = await asked
  check('a request can be cancelled, or is answered before', answer.code === lsp.LSPErrorCodes.RequestCancelled || Array.isArray(answer), answer)
  fs.writeFileSync(path.join(project, 'large.yaml'), 'copies: 99\n')
  await connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, { changes: [{ uri: uri('large.yaml'), type: lsp.FileChangeType.Changed }] })
  check('a file that was changed on disk', await until(() => shown.get(uri('large.yaml'))?.diagnostics[0]?.code === 'E0302'), shown.get(uri('large.yaml')))
  await connection.sendRequest(lsp.ShutdownRequest.type)
  await connection.sendNotification(lsp.ExitNotification.type)
  const code = await new Promise(resume => server.on('exit', resume))
  check('it ends well', code === 0, code)
  console.log(`1..${number}`)
  process.exit(failures > 0 ? 1 : 0)
}
main().catch(error => { console.log('not ok - ' + error.stack); process.exit(1) })
