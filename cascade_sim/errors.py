"""What can go wrong because of what a user gave, said in a way the user can act on.

Every exception here is rebuilt whole from its `args`, so that SimPy and process pools can pass it on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST_SAID = 100  # problems of one file; nobody reads more, and the first often explain the rest


def printable(text: str) -> str:
    """A text that moves no cursor and hides nothing: what does not print is written out, such as `\\x1b`."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def last_line(error: BaseException) -> str:
    """The last line of a traceback: the error's kind and its message, without line breaks."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


class UserError(Exception):
    """Something the user can put right; its message says where, what, and what to do next."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file; `line` and `column` count from 1, and are None where there is none to tell.

    `path` says which setting of a scenario, or which column of a history.
    """

    file: str
    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return printable(f"{place} {self.path}: {self.message}" if self.path else f"{place}: {self.message}")


class ScenarioError(UserError):
    """All that is wrong with a scenario, or with a file that belongs to one; one problem a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def to_list(self) -> list[dict[str, Any]]:
        """Every problem as plain data."""
        return [vars(problem) for problem in self.problems]

    def __str__(self) -> str:
        said = [str(problem) for problem in self.problems[:MOST_SAID]]
        left = len(self.problems) - len(said)
        return "\n".join([*said, f"and {left:,} more"] if left else said)


class RunFailed(Exception):
    """Every replication failed: there is nothing to sum up, and nothing was written."""


class NotFinished(Exception):
    """A run could not be finished for want of something outside it, such as room; says how to go on."""


class Interrupted(KeyboardInterrupt):
    """A run was interrupted; says how far it had come and how to go on."""
