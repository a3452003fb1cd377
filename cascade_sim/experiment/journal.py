"""The journal: the finished replications of a run, each kept the moment it is finished.

It is also where tables are gathered from, so that no process holds all rows of a run.
"""

from typing import BinaryIO

from ..recording.tabulate import Columns
from .encoding import Head, columns_of, head_of
from .log import Log
from .replicate import Replication


class Journal(Log):
    """Finished replications: entries as `encoding.encode` gives them."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        """Go on with an unbuffered file, from which a torn end is cut off; None: keep all in memory."""
        self._heads: dict[Replication, Head] = {}
        self._starts: dict[Replication, int] = {}
        super().__init__(file)

    def __contains__(self, replication: Replication) -> bool:
        return replication in self._heads

    def __len__(self) -> int:
        """How many replications are kept for good: those that were lost with their worker are not among them."""
        return len(self._starts)

    def lose(self, replication: Replication, reason: str) -> None:
        """Tell that a replication's worker died over it: failed in this run, and tried again by one that goes on."""
        self._heads[replication] = Head(replication, reason, {}, (), {})

    def head(self, replication: Replication) -> Head:
        """What came of a replication."""
        return self._heads[replication]

    def columns(self, replication: Replication, table: str) -> Columns:
        """A replication's rows of a table, as `encoding.columns_of` gives them; it must not have failed."""
        section = self._heads[replication].tables[table]
        return columns_of(self._bytes(self._starts[replication] + section.start, section.size), section)

    def _enter(self, data: bytes, start: int) -> None:
        head = head_of(data)
        self._heads[head.replication] = head
        self._starts[head.replication] = start
