"""What a scenario file describes, in two lines, and what is found about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..scenario.findings import Finding
from ..units import counted
from .words import month_words


@dataclass(frozen=True, repr=False)
class Description:
    """How much of what a scenario holds; `str()` is what `check` prints."""

    name: str
    start: date
    end: date
    groups: int
    posts: int  # on the first day
    localities: int
    courses: int
    roles: int
    budgets: int
    ranges: int  # numbers given with a range
    targets: int
    findings: tuple[Finding, ...]  # what is legal and cannot work

    def __str__(self) -> str:
        where = f" in {counted(self.localities, 'locality')}" if self.localities else ""
        things = [
            f"{counted(self.groups, 'group')} with {counted(self.posts, 'post')}{where}",
            counted(self.courses, "course"),
            counted(self.roles, "role"),
            *([counted(self.budgets, "budget")] if self.budgets else []),
            f"{counted(self.ranges, 'number')} with a range",
            counted(self.targets, "target"),
        ]
        when = f"{month_words(self.start)} to {month_words(self.end)}"
        return f"{self.name} · {when}\n\n  {' · '.join(things)}\n  No errors.{self._found()}"

    def _found(self) -> str:
        if not self.findings:
            return ""
        return "\n".join([f" {counted(len(self.findings), 'finding')}:", *(f"\n{each}" for each in self.findings)])

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        dates = {"start": self.start.isoformat(), "end": self.end.isoformat()}
        return {**vars(self), **dates, "errors": [], "findings": [finding.to_dict() for finding in self.findings]}

    __repr__ = __str__
