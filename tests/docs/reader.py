"""A reader who does everything that a page says, in a folder with nothing but the scenarios in it."""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple

from cascade_sim.scenario import load
from tests.calling import ROOT, called, environment
from tests.docs.blocks import Block, blocks

FUTURES = 4  # of runs that do not say how many
SIMULATIONS = 1_000  # of calibrations that do not
NOT_RUN = {  # commands that a reader would give and the tests do not, with the reason
    "python3 -m venv .venv": "the tests are running in an environment already",
    ".venv/bin/pip install -e .": "the same",
    ".venv/bin/pip install --quiet -e '.[dev]'": "the same",
    ".venv/bin/pip install -e '.[docs]'": "the same",
    ".venv/bin/python -m pytest -n auto": "these are the tests",
    ".venv/bin/python -m pytest -m statistical --seed 7": "some of the tests, with another seed",
    ".venv/bin/python -m pytest -m statistical --log-cli-level=INFO": "the same, telling what they measure",
    ".venv/bin/python -m pytest -m benchmark -s": "a test of speed takes minutes and a quiet machine",
    ".venv/bin/python -m pytest -m thorough -n auto": "many futures, for minutes",
    "FITS=100 .venv/bin/python -m pytest -m thorough -k alike_often": "a hundred calibrations, for half an hour",
    ".venv/bin/python -m tests.statistical.out_of_sample": "five whole calibrations, for minutes",
    "THOROUGH=1 .venv/bin/python -m pytest -m property": "many random scenarios, for minutes",
    ".venv/bin/python -m tests.fuzz --files 100000": "takes long; tests/unit/test_fuzz.py tries a little of it",
    ".venv/bin/ruff check .": "a command of its own in development",
    ".venv/bin/mypy": "the same",
    ".venv/bin/sphinx-build -W docs outputs/site": "tests/docs/test_site.py builds it",
}
OF_SHELLS = set("|&;<>()$`*?[]{}~\n")  # what a command has in it that is more than its name and arguments
_SAME = (  # what words depend on how many futures there are
    (re.compile(r"[-+]?\d[\d,]*(\.\d+)?"), "#"),
    (re.compile(r"\b(fewer|more) than #"), "#"),
    (re.compile(r"in (nearly )?every month"), "in # of # months"),
    (re.compile(r" +"), " "),
    (re.compile(r"─+|—+|-{3,}"), "-"),
)


class Wrong(AssertionError):
    """A block does not do what its page says."""


class Printed(NamedTuple):
    """What a block printed, and what it said aside."""

    out: str
    aside: str


class Reader:
    """Goes through a page with so many futures in each run; None: as many as the page says."""

    def __init__(self, folder: Path, futures: int | None = FUTURES) -> None:
        self.folder, self._futures = folder, futures
        self._namespace: dict[str, Any] = {"__name__": "__page__"}
        self._printed: Printed | None = None
        shutil.copytree(ROOT / "scenarios", folder / "scenarios")
        commands = folder / ".commands"
        commands.mkdir()
        (commands / "cascade-sim").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cascade_sim "$@"\n')
        (commands / "cascade-sim").chmod(0o755)

    def read(self, markdown: str, page: str) -> None:
        """Do all that a page says; Wrong at the first block that is not so."""
        with contextlib.chdir(self.folder):
            for block in blocks(markdown, page):
                self._do(block)

    def _do(self, block: Block) -> None:
        printed, self._printed = self._printed, None
        if block.language == "sh":
            self._printed = self._commands(block)
        elif block.language == "python":
            self._printed = self._python(block)
        elif block.language == "":
            self.compare(block, printed)
        elif block.language in ("yaml", "csv"):
            self._file(block)

    def _commands(self, block: Block) -> Printed:
        printed = Printed("", "")
        for line in block.text.replace("\\\n", " ").splitlines():
            parts = [part.strip() for part in re.sub(r"(^|\s)#.*", "", line).split("&&")]
            command = " && ".join(part.removeprefix(".venv/bin/") for part in parts if part and part not in NOT_RUN)
            if command:
                out, aside = self._command(with_few_futures(command, self._futures), block)
                printed = Printed(printed.out + out, printed.aside + aside)
        return printed

    def _command(self, command: str, block: Block) -> Printed:
        name, *arguments = shlex.split(command)
        plain = name == "cascade-sim" and not set(command) & OF_SHELLS
        done = called(*arguments) if plain else self._by_a_shell(command)
        if done.returncode != int(block.words.get("status", 0)):
            said = done.stdout + done.stderr
            raise Wrong(f"{block.place}: {command}\nleft with {done.returncode} and said:\n{said}")
        return Printed(done.stdout, done.stderr)

    def _by_a_shell(self, command: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder / '.commands'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command], env=environment(PATH=path, NO_COLOR="1", MPLBACKEND="agg"),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _python(self, block: Block) -> Printed:
        if block.text.count("cs.run(") + block.text.count("cs.compare(") > block.text.count("replications="):
            raise Wrong(f"{block.place}: say how many replications=, so that the tests can take fewer")
        text = block.text
        if self._futures:
            text = re.sub(r"replications=\d+", f"replications={self._futures}, jobs=1", text)
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile("\n" * (block.line - 1) + text, block.page, "exec"), self._namespace)
        except Exception as error:
            raise Wrong(f"{block.place}: {type(error).__name__}: {error}") from error
        return Printed(printed.getvalue(), "")

    def _file(self, block: Block) -> None:
        (way, name), *_ = block.words.items()
        path = self.folder / name
        if way == "is":
            if path.read_text(encoding="utf-8") != block.text:
                raise Wrong(f"{block.place}: not what {name} holds")
            return
        if way == "on":
            path = path.with_name(f"on-{path.name}")
            path.write_text(f"extends: {name.rpartition('/')[2]}\n{block.text}", encoding="utf-8")
        else:
            path.write_text(block.text, encoding="utf-8")
        if block.language == "yaml":
            try:
                load(path.relative_to(self.folder)).plan()
            except Exception as error:
                raise Wrong(f"{block.place}: {error}") from error

    def compare(self, block: Block, printed: Printed | None) -> None:
        """Hold what the page shows to what was printed: the same lines, numbers apart; a line `…` stands for any.

        What was said aside, on stderr, may be shown below it or left out.
        """
        if printed is None:
            raise Wrong(f"{block.place}: nothing was run whose output this could be: name its language")
        shown = _shape(block.text)
        pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in shown)
        told = [_shape(printed.out), _shape(printed.out + printed.aside)]
        if not any(re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) for lines in told):
            difference = "\n".join(unified_diff(shown, told[1], "the page shows", "it prints", lineterm=""))
            raise Wrong(f"{block.place}: other output than shown\n{difference}\n\n{printed.out}{printed.aside}")


def with_few_futures(command: str, futures: int | None = FUTURES) -> str:
    """The command with `-n` and `-j` given, if it runs something and does not say how often."""
    if futures is not None and "--simulations" not in command:
        command = re.sub(r"\bcascade-sim calibrate\b", rf"\g<0> --simulations {SIMULATIONS}", command)
    if futures is None or re.search(r"(^|\s)(-n|--replications|--precision|--resume)\b", command):
        return command
    return re.sub(r"\bcascade-sim (run|compare)\b", rf"cascade-sim \1 -n {futures} -j 1", command)


def _shape(text: str) -> list[str]:
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return [line.strip() for line in text.strip().splitlines()]
