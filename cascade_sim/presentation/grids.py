"""Tables of words and numbers as a person reads them: a caption, columns, and rows with a name each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from .words import Money, Unit, money, percent

NOTHING = "–"  # where there is no number to tell


@dataclass(frozen=True)
class Grid:
    """A table to be read. The first cell of a row names it; columns of numbers are those in `numeric`, by place."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = ()
    ) -> "Grid":
        """One in which all columns but the first, and those in `words`, are numbers."""
        numeric = frozenset(range(1, len(columns))) - {*words}
        return cls(caption, tuple(columns), tuple(map(tuple, rows)), numeric)

    def thinned(self, most: int) -> "Grid":
        """The same with about so many rows at most: every third, sixth or twelfth, the last one among them."""
        if len(self.rows) <= most:
            return self
        step = next((step for step in (3, 6) if len(self.rows) / step <= most), 12)
        which = {3: "every third", 6: "every sixth", 12: "every twelfth"}[step]
        rows = self.rows[(len(self.rows) - 1) % step :: step]
        return Grid(f"{self.caption} ({which} row; the tables have all)", self.columns, rows, self.numeric)


def value_words(value: float, unit: Unit) -> str:
    """A number of a table: `56.1%`, `1,204`, `3.4`, `£412,000`."""
    if isnan(value):
        return NOTHING
    if unit == "share":
        return percent(value, 1).replace("-", "−")
    if isinstance(unit, Money):
        return money(round(value), unit)
    return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:,.1f}"


def range_words(low: float, high: float, unit: Unit) -> str:
    """`49.0% to 64.2%`; nothing where there is no range."""
    if isnan(low) or isnan(high):
        return NOTHING
    return f"{value_words(low, unit)} to {value_words(high, unit)}"


def in_hundred(probability: float) -> str:
    """How often of 100 times; what is neither never nor always is not told as that."""
    if isnan(probability):
        return NOTHING
    times = round(probability * 100)
    if times == 0 and probability > 0:
        return "<1"
    return ">99" if times == 100 and probability < 1 else str(times)
