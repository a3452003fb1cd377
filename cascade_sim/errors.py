"""What can go wrong because of what a user gave, said in a way the user can act on.

Every exception here is rebuilt whole from its `args`, so that SimPy and process pools can pass it on.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class UserError(Exception):
    """Something the user can put right; its message says where, what, and what to do next."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario; `line` and `column` count from 1 and are None where there is no file."""

    file: str
    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        return f"{place} {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class ScenarioError(UserError):
    """All that is wrong with a scenario, one problem a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
