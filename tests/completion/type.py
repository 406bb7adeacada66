#!/usr/bin/env python3
"""type.py SHELL SCRIPT - types each line of standard input into a real SHELL with a terminal, presses TAB behind it, and prints what the
line has become, between bars, so that the space behind a finished word is seen.

SHELL is bash, zsh or fish; SCRIPT completes there. Exit: 0 fine, 1 the shell has not answered in a minute."""
import os
import pty
import select
import signal
import sys

READY, START, END = b"\x1c", b"\x1d", b"\x1e"  # nobody types these; the shell writes them as its prompt and around its line
TAB, SHOW, CLEAR = b"\t", b"\x1f", b"\x15"  # Ctrl-_, Ctrl-U
PROGRAMS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
PREPARE = {
    "bash": "show() {{ printf '\\35%s\\36' \"$READLINE_LINE\"; }}; bind -x '\"\\C-_\": show'; . {script}; PS1=$'\\34'\n",
    "zsh": "show() {{ printf '\\35%s\\36' $BUFFER }}; zle -N show; bindkey '^_' show; bindkey '^I' complete-word; "
           "autoload -U compinit; compinit -u -D; . {script}; PS1=$'\\34'\n",
    "fish": "function show; printf '\\35%s\\36' (commandline); end; bind \\c_ show; source {script}; function fish_prompt; printf '\\34'; end\n",
}


def read_until(terminal, end):
    seen = b""
    while end not in seen:
        if not select.select([terminal], [], [], 60)[0]:
            sys.exit(f"type.py: no answer behind {seen!r}")
        seen += os.read(terminal, 65536)
    return seen


def main():
    shell, script = sys.argv[1:]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm" if shell == "fish" else "dumb", COLUMNS="200")
        os.execvp(PROGRAMS[shell][0], PROGRAMS[shell])
    os.write(terminal, PREPARE[shell].format(script=script).encode())
    read_until(terminal, READY)
    for line in sys.stdin:
        os.write(terminal, line.rstrip("\n").encode() + TAB + SHOW + CLEAR)
        shown = read_until(terminal, END).split(END)[0].rsplit(START, 1)[1].decode()
        print(f"|{shown}|", flush=True)
    os.kill(child, signal.SIGHUP)


main()
