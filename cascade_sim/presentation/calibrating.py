"""The answer of a calibration: what the counts told and what they did not, on one screen, and as plain data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, cast

import pandas as pd

from ..analysis.calibration import OUTSIDE
from ..measures import OBSERVABLE
from ..units import counted
from .grids import value_words
from .notebook import as_html, as_markdown
from .terminal import laid_out, not_drawn, plain
from .words import Unit, capital, day_words, month_words, percent, unit_of

FEW = 5  # values, counts or candidates that are told one by one
_WORTH_TELLING = 0.03  # of its width that a value loses at least, for a count to be worth naming
_KINDS = {"course": "courses", "group": "groups", "role": "roles"}
Row = Mapping[str, Any]


@dataclass(frozen=True, repr=False)
class CalibrationSummary:
    """What a calibration found; `str()` is what the terminal shows, `to_dict()` the same as plain data.

    `weight` is how much the counts weighed in the end (1 where all went well; None where only a best fit was sought);
    `unseen` are values that move no count, `contradictions` lines of the history that cannot both be so.
    """

    name: str
    stem: str  # of the scenario's file
    history: str
    seconds: float
    simulations: int
    budget: int
    tables: Mapping[str, pd.DataFrame]
    weight: float | None
    settled: bool
    discrepancy: float
    unseen: tuple[str, ...]
    contradictions: tuple[tuple[int, int], ...]
    labels: Mapping[str, Mapping[str, str]]
    currency: str
    folder: str | None
    contents: tuple[str, ...]
    failed_charts: Mapping[str, str]

    def __str__(self) -> str:
        return laid_out(self.title(), list(self.entries()), self._results())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self.title(), self.entries(), self._results())

    def _repr_markdown_(self) -> str:
        return as_markdown(self.title(), self.entries(), self._results())

    def to_dict(self) -> dict[str, Any]:
        """Everything that is printed and a little more, of dicts, lists, texts and numbers; missing is None."""
        told = {
            "name": self.name,
            "history": self.history,
            "seconds": round(self.seconds, 3),
            "simulations": self.simulations,
            "weight": self.weight,
            "settled": self.settled,
            "discrepancy": self.discrepancy,
            "unseen": self.unseen,
            "folder": self.folder,
            "failed_charts": self.failed_charts,
        }
        tables = {name: self.rows(name) for name in self.tables}
        return {key: plain(value) for key, value in (told | tables).items()}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of one of the tables; what is missing is None."""
        frame = self.tables[table].astype(object)
        return cast("list[dict[str, Any]]", frame.where(frame.notna(), None).to_dict("records"))

    def failure(self) -> str:
        """Which charts could not be drawn, and why, in one line; empty if all could."""
        return not_drawn(self.failed_charts, self.folder)

    @property
    def quick(self) -> bool:
        """Whether only a best fit was sought."""
        return self.weight is None

    @property
    def matched(self) -> list[Row]:
        """The rows of the history that simulations told something of, fitted to or held out."""
        return [row for row in self.rows("agreement") if not row["set_aside"]]

    @property
    def counts(self) -> list[Row]:
        """Those that were fitted to."""
        return [row for row in self.matched if not row["held_out"]]

    @property
    def held_out(self) -> list[Row]:
        """Those that were not, but forecast."""
        return [row for row in self.matched if row["held_out"]]

    def title(self) -> str:
        """The line above all others."""
        fitted = f"{counted(len(self.tables['values']), 'value')} fitted to {counted(len(self.counts), 'count')}"
        return f"{self.name} · {fitted} · {self.simulations:,} simulations in {self.seconds:.1f} s"

    def entries(self) -> Iterator[tuple[str, str]]:
        """Labels and texts of the lines, in order; an empty label goes on with the one before."""
        yield from self.warnings()
        yield from _several("Agreement", self.agreement())
        if self.quick:
            yield from _several("Best fit", self._best())
        else:
            yield from _several("Known now", self.known())
            yield from _several("Only together", self.together())
            yield from _several("Not told", self.not_told())
            yield from _several("Count next", self.next())
        yield from _several("Held out", self.forecast())
        yield from _several("Set aside", (f"line {r['row']}: {r['set_aside']}" for r in self._set_aside()))

    def warnings(self) -> Iterator[tuple[str, str]]:
        """What makes the rest less than it should be."""
        if self.weight is not None and self.weight < 1:
            yield (
                "Not finished",
                f"the counts have only {percent(self.weight)} of their weight, for want of simulations: the ranges are "
                f"too wide. Go on with more: --simulations {2 * self.budget}",
            )
        elif not self.quick and not self.settled:
            yield (
                "Not settled",
                f"the values were still moving when the simulations were spent: try --simulations {2 * self.budget}",
            )
        if self.quick:
            yield "Quick", "a starting point only: one set of values that fits, and no word on which others would"
        for row, other in self.contradictions:
            yield (
                "Contradiction",
                f"lines {row} and {other} of the history cannot both be so, by the ranges of the file",
            )
        if len(self.counts) == 1 and not self.quick:
            yield "One count", "fixes one value or one combination of values at the most"

    def agreement(self) -> Iterator[str]:
        """Whether what was found explains the counts."""
        rows, what = self.counts, "the best fit" if self.quick else "what is known now"
        outside = [row for row in rows if row["p"] < OUTSIDE]
        if not outside:
            least = min(rows, key=lambda row: cast(float, row["p"]))
            explained = "the count is" if len(rows) == 1 else f"all {len(rows)} counts are"
            least_well = f"line {least['row']}, {self.count_words(least)} (P {least['p']:.2f})"
            yield f"{explained} explained by {what}; least well {least_well}"
            return
        are = "is" if len(outside) == 1 else "are"
        yield f"{len(outside)} of {counted(len(rows), 'count')} {are} not explained by {what}:"
        for row in outside:
            unit = self.unit(row)
            yield (
                f"line {row['row']}, {self.count_words(row)}: {value_words(row['counted'], unit)} counted, "
                f"{value_words(row['low'], unit)} to {value_words(row['high'], unit)} expected (P {row['p']:.3f})"
            )

    def forecast(self) -> Iterator[str]:
        """How what is known now did at forecasting the counts that were held out."""
        rows = self.held_out
        if not rows:
            return
        inside = sum(row["low"] <= row["counted"] <= row["high"] for row in rows)
        lie = "lies" if inside == 1 else "lie"
        yield f"{inside} of {counted(len(rows), 'count')} held out {lie} where nine in ten were forecast to:"
        for row in rows:
            unit = self.unit(row)
            yield (
                f"line {row['row']}, {self.count_words(row)}: {value_words(row['counted'], unit)} counted, "
                f"{value_words(row['low'], unit)} to {value_words(row['high'], unit)} forecast"
            )

    def known(self) -> Iterator[str]:
        """The values of which the counts told most, one by one."""
        told = sorted(
            (row for row in self.rows("values") if row["told"] != "not"), key=lambda row: cast(float, row["width"])
        )
        if not told:
            yield "no value by itself much better than before"
        for row in told[:FEW]:
            yield f"{row['path']}: {value_range(row)}, {percent(row['width'])} as wide as before"
        if len(told) > FEW:
            yield f"and {len(told) - FEW} more a little better than before (tables/values.csv)"

    def together(self) -> Iterator[str]:
        """The combinations of values that the counts fix."""
        for _, group in groupby(self.rows("together"), key=lambda row: row["combination"]):
            rows = list(group)
            said = product(rows)
            if rows[0]["whole"] == "yes":
                yield f"{said}: the counts fix this, not each"
            else:
                yield f"{said}, with smaller parts of others: the counts fix this, not each"

    def not_told(self) -> Iterator[str]:
        """The values that are as little known as before."""
        values = self.rows("values")
        told = [row["path"] for row in values if row["told"] == "not"]
        if told:
            named = f": {', '.join(told)}" if len(told) <= FEW else " (tables/values.csv)"
            are = "is" if len(told) == 1 else "are"
            yield f"{len(told)} of {counted(len(values), 'value')} {are} as little known as before{named}"
        if self.unseen:
            named = ", ".join(self.unseen) if len(self.unseen) <= FEW else f"{len(self.unseen)} of them"
            yield f"no count moves with {named}, as far as can be seen"

    def next(self) -> Iterator[str]:
        """What to count next, the most telling first."""
        worth = [row for row in self.rows("next") if row["most"] >= _WORTH_TELLING]
        if not worth:
            yield "no one count more would tell much, of those that were tried"
        for row in worth[:3]:
            yield f"{self.count_words(row)}: would narrow {row['path']} by about {percent(row['most'])}"

    def _best(self) -> Iterator[str]:
        for row in self.rows("values"):
            before = number(row["prior_middle"], row["unit"])
            yield f"{row['path']}: {number(row['middle'], row['unit'])} (the file has {before})"

    def _set_aside(self) -> list[Row]:
        return [row for row in self.rows("agreement") if row["set_aside"]]

    def _results(self) -> list[str]:
        if not self.folder:
            return []
        scenario = next((name for name in self.contents if name.endswith(".yaml")), "")
        return [
            f"{self.folder}/  {' · '.join(self.contents)}",
            f"Next: cascade-sim run {self.folder}/{scenario} --history {self.history} -o {self._forecast(scenario)}",
        ]

    def _forecast(self, scenario: str) -> str:
        """Where to put a run of what is known now: not where those of other programmes go."""
        return f"outputs/{self.stem}-{scenario.removesuffix('.yaml')}"

    def unit(self, row: Row) -> Unit:
        """The unit of a count."""
        return unit_of(OBSERVABLE[row["measure"]], self.currency)

    def count_words(self, row: Row) -> str:
        """`people trained ever (Two-day foundation training, Secondary teachers), 1 September 2024`."""
        scopes = [self._label(scope, row[scope]) for scope in ("course", "group", "role", "locality") if row[scope]]
        what = OBSERVABLE[row["measure"]].label
        where = f" ({', '.join(scopes)})" if scopes else ""
        when: date = row["date"]
        if row["since"] is not None:
            return f"{what}{where}, {day_words(row['since'])} to {day_words(when)}"
        return f"{what}{where}, {day_words(when)}"

    def short_words(self, row: Row, *, dated: bool = True) -> str:
        """The same as a label: `People trained ever, Secondary teachers, September 2024`."""
        scopes = [self._label(scope, row[scope]) for scope in ("group", "role", "locality", "course") if row[scope]]
        when = [month_words(row["date"])] if dated else []
        return ", ".join([capital(OBSERVABLE[row["measure"]].label), *scopes[:1], *when])

    def short_date(self, row: Row) -> str:
        """`in September 2024`."""
        return f"in {month_words(row['date'])}"

    def _label(self, scope: str, name: str) -> str:
        return self.labels[_KINDS[scope]].get(name, name) if scope in _KINDS else name


def product(rows: Iterable[Row]) -> str:
    """`roles.trainer.stops × roles.trainer.deliveries.mean ÷ …`."""
    said = ""
    for row in rows:
        said += f" {'×' if row['power'] > 0 else '÷'} {row['path']}" if said else row["path"]
    return said


def value_range(row: Row, *, before: bool = False) -> str:
    """`8.2%/year (6.1 to 10.9%/year)`: what is known now, or was before."""
    low, middle, high = (row[f"{'prior_' if before else ''}{end}"] for end in ("low", "middle", "high"))
    return f"{number(middle, row['unit'])} ({number(low, '')} to {number(high, row['unit'])})"


def number(value: float, unit: str) -> str:
    """A value as a scenario file would have it, to three digits: `8.24%/year`, `1,410`, `9.1 weeks`."""
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{digits}{'' if not unit or unit[0] in '%/' else ' '}{unit}"


def _several(label: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Lines of which the first has the label."""
    for place, text in enumerate(texts):
        yield "" if place else label, text
