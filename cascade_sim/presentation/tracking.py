"""What holding a forecast against counts prints: whether reality has left it, and where each count lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ..analysis.tracking import SERIES
from ..measures import OBSERVABLE
from ..units import counted
from .comparing import records
from .grids import value_words
from .notebook import as_html, as_markdown
from .terminal import Futures, laid_out, not_drawn, plain
from .words import Money, Unit, about, amount, capital, day_words, percent, plural, readable, span, unit_of

Row = Mapping[str, Any]
_MOST = 3  # counts of a measure told on a screen, the last ones; the table has them all
_RIGHT = "8 in 10 would lie there if the forecast is right"


@dataclass(frozen=True, repr=False)
class TrackingSummary:
    """How a forecast has done; `str()` is what the terminal shows, `to_dict()` the same as plain data."""

    name: str
    run: str  # its folder
    today: date | None  # when the forecast was made
    futures: Futures
    table: pd.DataFrame  # `tracking`
    labels: Mapping[str, Mapping[str, str]]
    currency: str
    left_out: Mapping[int, str]  # lines of the history, and why they are not told
    folder: str | None = None
    contents: tuple[str, ...] = ()
    failed_charts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return laid_out(self._title(), list(self.entries()), self._results())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self._title(), self.entries(), self._results())

    def _repr_markdown_(self) -> str:
        return as_markdown(self._title(), self.entries(), self._results())

    @property
    def warning(self) -> str:
        """Which measures' last count lies outside the forecast, in a sentence; empty if none does."""
        return f"Reality has left the forecast: {'; '.join(map(self._at_last, self.left))}" if self.left else ""

    @property
    def left(self) -> list[Row]:
        """The last count of each measure and scope that lies outside the forecast now."""
        lasts = (scored(rows)[-1:] for rows in self.series())
        return [row for last in lasts for row in last if not row["inside"]]

    @property
    def finding(self) -> str:
        """The answer in a sentence."""
        every = scored(self.rows())
        if not every:
            return "Nothing has been counted since the forecast was made"
        within = sum(row["inside"] for row in every)
        number = "The one count" if len(every) == 1 else f"{within} of {len(every)} counts"
        lies = "lies" if len(every) == 1 and within else "does not lie" if len(every) == 1 else "lie"
        return self.warning or f"{number} since the forecast was made {lies} in its likely range"

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the table, in order of date."""
        return records(self.table)

    def series(self) -> list[list[Row]]:
        """The counts of each measure and scope, in order of date."""
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in self.rows():
            found.setdefault(tuple(row[key] for key in SERIES), []).append(row)
        return list(found.values())

    def unit(self, row: Row) -> Unit:
        """The unit of what was counted."""
        return unit_of(OBSERVABLE[row["measure"]], self.currency)

    def label(self, row: Row) -> str:
        """What was counted: `Staff trained`, `Active members (Trainers)`."""
        several = len(self.labels["courses"]) > 1
        named = [("courses", row["course"] if several else ""), ("groups", row["group"])]
        where = [self.labels[kind][name] for kind, name in named if name]
        where += [plural(self.labels["roles"][row["role"]])] if row["role"] else []
        where += [readable(row["locality"])] if row["locality"] else []
        label = capital(OBSERVABLE[row["measure"]].label)
        return f"{label} ({', '.join(where)})" if where else label

    def place(self, row: Row) -> str:
        """Where a count lies among the futures: `above 97 of 100 futures`."""
        above = row["below"] >= 0.5
        share = row["below"] if above else 1 - row["below"]
        which = "above" if above else "below"
        if share == 1:
            return f"{which} every future"
        return f"{which} {'more than 99' if share >= 0.995 else f'{share * 100:.0f}'} of 100 futures"

    def failure(self) -> str:
        """Which chart could not be drawn, and why, in one line; empty if it could."""
        return not_drawn(self.failed_charts, self.folder)

    def to_dict(self) -> dict[str, Any]:
        """Everything that is printed and more, of dicts, lists, texts and numbers; missing is None."""
        every = scored(self.rows())
        told: dict[str, Any] = {
            "name": self.name,
            "run": self.run,
            "today": self.today,
            "futures": asdict(self.futures),
            "warning": self.warning or None,
            "finding": self.finding,
            "counts": len(every),
            "inside": sum(row["inside"] for row in every),
            "known": len(self.table) - len(every),
            "tracking": [{key: None if pd.isna(value) else value for key, value in row.items()} for row in self.rows()],
            "left_out": self.left_out,
            "folder": self.folder,
            "failed_charts": self.failed_charts,
        }
        found: dict[str, Any] = plain(told)
        return found

    def entries(self) -> Iterator[tuple[str, str]]:
        """Labels and texts of the lines, in order; an empty label goes on with the one before."""
        every = scored(self.rows())
        if self.warning:
            yield "Warning", self.warning
            yield (
                "",
                "one count in five leaves a forecast that is right; if more do, what it assumes does not hold",
            )

        else:
            yield "Answer", self.finding
        if every:
            within = sum(row["inside"] for row in every)
            yield "Likely range", f"{within} of {counted(len(every), 'count')} in it (P10 to P90); {_RIGHT}"
        for rows in self.series():
            yield from self._series(rows)
        if known := [row for row in self.rows() if row["known"]]:
            last = max(row["date"] for row in known)
            yield "Known before", f"{counted(len(known), 'count')} up to {day_words(last)}, no test of the forecast"
        for i, (line, reason) in enumerate(self.left_out.items()):
            yield "" if i else "Left out", f"line {line}: {reason}"

    def _series(self, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
        """The last counts of a measure, and how far off the forecast of it was."""
        told, label = scored(rows), self.label(rows[0])
        if not told:
            return
        if len(told) > _MOST:
            yield label, f"{counted(len(told) - _MOST, 'earlier count')}: see tables/tracking.csv"
            label = ""
        for row in told[-_MOST:]:
            yield label, self.sentence(row)
            label = ""
        yield "", f"off by {self.size(told[-1]['crps_mean'], rows[0])} on average (CRPS)"

    def sentence(self, row: Row) -> str:
        """`30 June 2010: 52% counted; expected 44% (likely 28 to 62%), above 70 of 100 futures`."""
        unit, when = self.unit(row), day_words(row["date"])
        if not pd.isna(row["since"]):
            when = f"{day_words(row['since'])} to {when}"
        told = f"forecast {_rounded(row['p50'], unit)} (likely {span(row['p10'], row['p90'], unit)})"
        outside = "" if row["inside"] else "; outside"
        return f"{when}: {amount(row['value'], unit)} counted, {told}; {self.place(row)}{outside}"

    def size(self, value: float, row: Row) -> str:
        """A distance in the unit of a count: `4.5 points`, `120 people`."""
        unit = self.unit(row)
        if unit == "share":
            return f"{value * 100:.1f} points"
        return f"{value_words(value, unit)} {unit}" if isinstance(unit, str) else about(value, unit)

    def _at_last(self, row: Row) -> str:
        unit = self.unit(row)
        said = f"{self.label(row)}, {amount(row['value'], unit)} counted by {day_words(row['date'])}"
        return f"{said}, {self.place(row)} (likely {span(row['p10'], row['p90'], unit)})"

    def _title(self) -> str:
        return f"{self.name} · {counted(len(self.table), 'count')} against the {self.futures.words} of {self.run}"

    def _results(self) -> list[str]:
        return [f"{self.folder}/  {' · '.join(self.contents)}"] if self.folder else []


def _rounded(value: float, unit: Unit) -> str:
    """A number of a forecast: `44%`, `1,204`, `£412,000`."""
    if isinstance(unit, Money):
        return about(value, unit)
    return percent(value) if unit == "share" else f"{value:,.0f}"


def scored(rows: Sequence[Row]) -> list[Row]:
    """Those counted after the forecast was made."""
    return [row for row in rows if not row["known"]]
