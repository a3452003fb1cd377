"""What a finding is."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something legal in a scenario that cannot work: where, what, the arithmetic behind it, and what to change.

    `kind` is for machines. `line` and `column` count from 1 and are None for what `--set` gave.
    """

    kind: str
    file: str
    line: int | None
    column: int | None
    path: str
    what: str
    arithmetic: tuple[str, ...]
    change: str

    @property
    def place(self) -> str:
        """`plan.yaml:12:5 courses.foundation.places`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        return f"{place} {self.path}"

    def __str__(self) -> str:
        lines = (*self.arithmetic, f"Change: {self.change}")
        return "\n".join([f"{self.place}: {self.what}", *(f"  {line}" for line in lines)])

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return {**vars(self), "arithmetic": list(self.arithmetic)}
