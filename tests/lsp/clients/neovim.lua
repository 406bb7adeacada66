-- Neovim's own client with "stk lsp": nvim --headless -u NONE -S neovim.lua; STK and PROJECT say what with. Prints TAP.
local stk, project = os.getenv 'STK', os.getenv 'PROJECT'
local number, failures = 0, 0

local function check(title, fine, got)
  number = number + 1
  if not fine then failures = failures + 1 end
  io.stdout:write((fine and 'ok ' or 'not ok ') .. number .. ' - neovim: ' .. title .. '\n')
  if not fine then io.stdout:write('# got: ' .. vim.inspect(got):gsub('\n', '\n# ') .. '\n') end
end

local function wait(condition) return vim.wait(20000, condition, 20) end

vim.cmd('edit ' .. project .. '/shop.stk')
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client { cmd = { stk, 'lsp' }, root_dir = project, name = 'stk' }
vim.lsp.buf_attach_client(buffer, id)
check('the server starts', wait(function()
  local client = vim.lsp.get_client_by_id(id)
  return client and client.server_capabilities and client.server_capabilities.hoverProvider
end))

local function lines() return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
local function line_of(text)
  for i, line in ipairs(lines()) do
    local at = line:find(text, 1, true)
    if at then return i, at end
  end
end
local function go(text, further)
  local line, column = line_of(text)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 + (further or 0) })
end
local function ask(method, more)
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, vim.lsp.get_client_by_id(id).offset_encoding), more or {})
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  return answers and answers[id] and answers[id].result
end

-- diagnostics come, and go
local at = line_of 'copies = copies'
vim.api.nvim_buf_set_lines(buffer, at - 1, at, false, { '    copies = copeis' })
wait(function() return #vim.diagnostic.get(buffer) > 0 end)
local found = vim.diagnostic.get(buffer)
check('a diagnostic where it belongs', #found == 1 and found[1].lnum == at - 1 and found[1].col == 13 and found[1].code == 'E0101', found)
vim.api.nvim_buf_set_lines(buffer, at - 1, at, false, { '    copies = copies' })
check('it goes when it is mended', wait(function() return #vim.diagnostic.get(buffer) == 0 end), vim.diagnostic.get(buffer))

-- what a name is
go('copies = copies', 10)
local hover = ask 'textDocument/hover'
check('hover shows the final value', hover and hover.contents.value:find('`shop` = `1`', 1, true), hover)
go('listener front_tier', 2)
local definition = ask 'textDocument/definition'
check('definition leads into the module', definition and definition.uri:match 'lib/names.stk$' and definition.range.start.line == 6, definition)

-- a line with letters of several bytes in front
go('"größer"', 3)
check('a place behind letters of several bytes is understood', ask 'textDocument/hover' == nil)

-- completion, as Neovim offers it
go('copies = copies', 11)
local items = ask 'textDocument/completion'
check('completion offers the parameter', items and vim.tbl_contains(vim.tbl_map(function(item) return item.label end, items), 'copies'), items)

-- renaming changes the buffer, and the files of values
go('param copies', 7)
vim.lsp.buf.rename 'amount'
check('renaming changes the text', wait(function() return line_of 'param amount' and line_of 'copies = amount' end), lines())
local values = vim.fn.bufnr(project .. '/small.yaml')
check('and the values file', values > 0 and vim.api.nvim_buf_get_lines(values, 1, 2, false)[1] == 'amount: 1')

-- the one layout
go 'tier = back'
vim.api.nvim_set_current_line '    tier   =   back'
vim.lsp.buf.formatting_sync({}, 20000)
check('formatting', line_of '    tier = back' ~= nil, lines())

vim.lsp.stop_client(id)
check('the server ends', wait(function() return vim.lsp.client_is_stopped(id) end))
io.stdout:write('1..' .. number .. '\n')
vim.cmd(failures > 0 and 'cquit!' or 'qall!')
