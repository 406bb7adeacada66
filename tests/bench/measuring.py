"""Runs commands in turn and tells the medians and the spread of what they took."""
import dataclasses
import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build/release")
TOOLS = BUILD / "bench"


@dataclasses.dataclass
class Command:
    """What is run: words, the folder it runs in, where its output goes, and what is called before each run."""
    words: list
    folder: pathlib.Path
    output: pathlib.Path = pathlib.Path("/dev/null")
    before: callable = lambda: None


@dataclasses.dataclass
class Figures:
    """Seconds of CPU (user and system): median, least, most; seconds of wall; MB at the peak."""
    cpu: float
    least: float
    most: float
    wall: float
    memory: float

    def spread(self):
        return f"{self.least:.4f}-{self.most:.4f}"


class Failed(Exception):
    """A command that ended with another code than 0, or that is not there."""


def run_once(command):
    """CPU seconds, wall seconds and MB of one run. tests/bench/measure starts it: a small process, whose memory does not count."""
    command.before()
    words = [TOOLS / "measure", "1", command.output, *command.words]
    done = subprocess.run([str(word) for word in words], cwd=command.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Failed((done.stderr.strip().splitlines() or ["no message"])[-1])
    return tuple(float(word) for word in done.stdout.split())


def runs_for(seconds):
    return 11 if seconds < 0.3 else 5 if seconds < 3 else 3


def take_turns(commands, runs=None):
    """Runs each of a dictionary of commands RUNS times, or as often as its first run allows, in turn; returns their figures."""
    measured = {name: [run_once(command)] for name, command in commands.items()}
    wanted = {name: runs or runs_for(first[0][0]) for name, first in measured.items()}
    for turn in range(1, max(wanted.values())):
        for name, command in commands.items():
            if turn < wanted[name]:
                measured[name].append(run_once(command))
    return {name: figures_of(runs) for name, runs in measured.items()}


def figures_of(runs):
    cpu, wall, memory = zip(*runs)
    return Figures(statistics.median(cpu), min(cpu), max(cpu), statistics.median(wall), statistics.median(memory))


def table(heads, rows):
    """Lines of a table: the first column to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells)]
    return ["  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in cells]
