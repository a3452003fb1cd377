"""What a comparison prints: which plan does how much better than the first, how sure that is, and what it costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ..analysis import Yardstick
from ..measures import MEASURES
from ..scenario.differing import Setting
from ..units import counted
from .gains import change, noun, sentence, size
from .notebook import as_html, as_markdown
from .terminal import Futures, goal_words, laid_out, not_drawn, plain
from .words import Money, Unit, about, capital, expected, in_futures, month_words, percent, readable, unit_of

_MOST_SETTINGS = 12  # told on a screen; the table has them all


@dataclass(frozen=True, repr=False)
class ComparisonSummary:
    """The answer of a comparison; `str()` is what the terminal shows, `to_dict()` the same as plain data."""

    plans: tuple[str, ...]
    start: date
    end: date
    seconds: float
    futures: Futures
    yardsticks: Sequence[Yardstick]
    tables: Mapping[str, pd.DataFrame]
    settings: Sequence[Setting]
    labels: Mapping[str, Mapping[str, str]]
    currency: str
    notes: tuple[str, ...] = ()
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

    def to_dict(self) -> dict[str, Any]:
        """Everything that is printed and more, of dicts, lists, texts and numbers; missing is None."""
        told: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "seconds": round(self.seconds, 3),
            "futures": asdict(self.futures),
            "answer": self.answers(),
            **{name: records(table) for name, table in self.tables.items() if name != "over_time"},
            "notes": self.notes,
            "folder": self.folder,
            "failed_charts": self.failed_charts,
        }
        found: dict[str, Any] = plain(told)
        return found

    def failure(self) -> str:
        """Which charts could not be drawn, and why, in one line; empty if all could."""
        return not_drawn(self.failed_charts, self.folder)

    def answers(self) -> list[str]:
        """A sentence for each plan but the first: what it gives, by what is asked first, and for how much."""
        return [f"*{plan}* {self._sentence(plan, self.yardsticks[0], self._price(plan))}." for plan in self.plans[1:]]

    def answer_lines(self) -> Iterator[tuple[str, str]]:
        """The first of the lines: the answer, and what each plan brings by every target and headline measure."""
        for i, answer in enumerate(self.answers()):
            yield "" if i else "Answer", answer
        for yardstick in self.yardsticks:
            yield from self._yardstick(yardstick)

    def ranks(self, yardstick: Yardstick) -> Iterator[tuple[str, str, str]]:
        """The plans in order by a yardstick, best first: each with its rank (`1.`, or `1=` if shared) and its mean."""
        table = self.tables["ranking"]
        rows = records(table[table["name"] == yardstick.name])
        every = [row["rank"] for row in rows]
        for rank, row in zip(every, rows, strict=True):
            shared = "=" if every.count(rank) > 1 else "."
            yield str(row["plan"]), f"{rank}{shared}", _mean(row["mean"], self.unit(yardstick))

    def unit(self, yardstick: Yardstick) -> Unit:
        """The unit of what plans are compared by."""
        return unit_of(MEASURES[yardstick.measure], self.currency)

    def row(self, table: str, plan: str, name: str) -> dict[str, Any]:
        """The row of a table that is about a plan by a yardstick."""
        rows = self.tables[table]
        return records(rows[(rows["plan"] == plan) & (rows["name"] == name)])[0]

    @property
    def period(self) -> str:
        """From when to when, and in how many futures."""
        when = f"{month_words(self.start)} to {month_words(self.end)}"
        number = f"{self.futures.told:,} of the same futures" if self.futures.told > 1 else "one future"
        return f"{when} · {number}"

    def _title(self) -> str:
        return f"Comparing {len(self.plans)} plans · {self.period} in {self.seconds:.1f} s"

    def _results(self) -> list[str]:
        return [f"{self.folder}/  {' · '.join(self.contents)}"] if self.folder else []

    def entries(self) -> Iterator[tuple[str, str]]:
        """Labels and texts of the lines, in order; an empty label goes on with the one before."""
        yield from self.answer_lines()
        yield from self._ranking()
        yield from self._points()
        yield from self._why()
        yield from self._settings()

    def _yardstick(self, yardstick: Yardstick) -> Iterator[tuple[str, str]]:
        """How likely each plan is to meet a target, or what each brings by a headline measure."""
        label = self.label(yardstick)
        if yardstick.target:
            yield label, goal_words(yardstick.target, self.where(yardstick), self.currency)
            for plan in self.plans:
                yield "", f"*{plan}*: {self._chances(plan, yardstick)}"
        if yardstick is self.yardsticks[0]:
            return
        for i, plan in enumerate(self.plans[1:]):
            yield "" if i or yardstick.target else label, f"*{plan}* {self._sentence(plan, yardstick)}"

    def _chances(self, plan: str, yardstick: Yardstick) -> str:
        row = self.row("probabilities", plan, yardstick.name)
        mean = expected(row["expected"], self.unit(yardstick), row["p10"], row["p90"], row["replications"])
        return f"{in_futures(row['probability'], row['low'], row['high'])}, expected {mean}"

    def _ranking(self) -> Iterator[tuple[str, str]]:
        """The plans in order, by each yardstick."""
        for i, yardstick in enumerate(self.yardsticks):
            said = [f"{rank} *{plan}* {mean}" for plan, rank, mean in self.ranks(yardstick)]
            yield "" if i else "Ranking", f"{noun(yardstick, self.where(yardstick))}: {'  '.join(said)}"

    def _points(self) -> Iterator[tuple[str, str]]:
        """What a point of coverage costs, where a plan gives more and costs more."""
        unit, label = Money(self.currency), "Cost of a point"
        for row in records(self.tables["cost_of_points"]):
            if not pd.isna(row["cost_per_point"]):
                course = self.labels["courses"][row["course"]]
                said = f"*{row['plan']}*: {about(row['cost_per_point'], unit)} for each point of coverage ('{course}')"
                yield label, f"{said} by {month_words(row['date'])}"
                label = ""

    def _why(self) -> Iterator[tuple[str, str]]:
        """What each changed setting does, by what is asked first."""
        table, main = self.tables["waterfall"], self.yardsticks[0]
        unit, label = self.unit(main), "Why they differ"
        for plan in self.plans[1:]:
            rows = records(table[(table["plan"] == plan) & (table["name"] == main.name)])
            for row in rows[1:-1]:
                error = f"± {size((row['mean_high'] - row['mean_low']) / 2, unit)}"
                alone = "" if len(rows) == 3 else f"; alone {change(row['alone'], unit)}"
                yield label, f"*{plan}*, {row['change']}: {change(row['mean'], unit)} ({error}{alone})"
                label = ""
            if len(rows) > 3:
                yield "", way_words(rows, unit)

    def _settings(self) -> Iterator[tuple[str, str]]:
        """What differs between the files."""
        matter = [setting for setting in self.settings if setting.matters]
        label = "They differ in"
        if not matter:
            yield label, "nothing that the model would notice"
        for setting in matter[:_MOST_SETTINGS]:
            values = [setting.values[plan] or "not given" for plan in self.plans]
            yield label, f"{setting.path}: {' → '.join(values) if len(values) == 2 else ' | '.join(values)}"
            label = ""
        if len(matter) > _MOST_SETTINGS:
            more = counted(len(matter) - _MOST_SETTINGS, "setting")
            yield "", f"and {more} more: see tables/settings.csv"

    def _sentence(self, plan: str, yardstick: Yardstick, price: str = "") -> str:
        row = self.row("differences", plan, yardstick.name)
        said = {"likely": self.likely, "currency": self.currency, "where": self.where(yardstick), "price": price}
        return sentence(row, yardstick, self.plans[0], **said)

    def _price(self, plan: str) -> str:
        """`, for £31,000 more`; empty where nothing has a price, or that is what is asked first."""
        if not any(one.name == "cost" for one in self.yardsticks) or self.yardsticks[0].name == "cost":
            return ""
        row = self.row("differences", plan, "cost")
        if row["verdict"] == "same":
            return ", for the same money"
        if row["verdict"] == "unclear":
            return ", for about the same money"
        return f", for {change(row['mean'], Money(self.currency))}"

    @property
    def likely(self) -> str:
        """What ranges are called."""
        if self.futures.told < 2:
            return ""
        return "likely" if self.futures.values_drawn else "by chance alone"

    def label(self, yardstick: Yardstick) -> str:
        """A yardstick as the label of a line."""
        return readable(yardstick.name) if yardstick.target else capital(MEASURES[yardstick.measure].label)

    def where(self, yardstick: Yardstick) -> str:
        """The course, group, locality or role that a yardstick is about, where that is not plain."""
        scope, several = yardstick.scope, len({one.scope.course for one in self.yardsticks if one.scope.course}) > 1
        named = [("courses", scope.course if several else ""), ("groups", scope.group), ("roles", scope.role)]
        told = [self.labels[kind][name] for kind, name in named if name]
        return ", ".join([*told, *([readable(scope.locality)] if scope.locality else [])])


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by the names of its columns."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def way_words(rows: Sequence[Mapping[str, Any]], unit: Any) -> str:
    """How the bars were found, and how the changes act on one another."""
    whole = rows[-1]["mean"] - rows[0]["mean"]
    alone = sum(row["alone"] for row in rows[1:-1])
    shapley = rows[0]["method"] == "shapley"
    way = "each bar is the mean over all orders of making the changes (Shapley)" if shapley else "changes in file order"
    return f"{way}; each alone they add up to {change(alone, unit)}, together they make {change(whole, unit)}"


def _mean(value: float, unit: Any) -> str:
    if isinstance(unit, Money):
        return about(value, unit)
    return percent(value, 1) if unit == "share" else f"{value:,.0f}"
