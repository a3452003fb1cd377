"""Charts that an office program draws by itself, out of numbers that stand beside it: what workbooks and slides have.

Each is about what a chart of ours is about, whose title says what was found and whose name it has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..analysis import Scope
from ..measures import COSTS_YEARLY
from .charts.source import Source
from .charts.style import BLUE, GREEN, VERMILION
from .comparing import ComparisonSummary, records

_LONGEST_HEAD = 200  # letters


@dataclass(frozen=True)
class Line:
    """What a line looks like; one that is thin is dashed as well."""

    colour: str
    thin: bool = False


@dataclass(frozen=True)
class Lines:
    """A chart of some columns over time: the name of ours, what it shows, its lines by column, a unit for its axis."""

    name: str
    shows: str
    lines: Mapping[str, Line]
    unit: str = "count"


@dataclass(frozen=True)
class OverTime:
    """Numbers over time and their charts: a sheet's name, a table with dates in its first column, and their units."""

    sheet: str
    frame: pd.DataFrame
    units: Sequence[str]
    charts: tuple[Lines, ...]


_MEAN, _EDGE = Line(BLUE), Line(BLUE, thin=True)
_SECOND, _THIRD = Line(VERMILION), Line(GREEN)
_RANGED = {"expected": _MEAN, "p10": _EDGE, "p90": _EDGE}


def coverage_and_members(source: Source) -> Iterator[OverTime]:
    """Of a run: the coverage of each course, how many were trained, and the members of each role."""
    for number, course in enumerate(source.courses, 1):
        told, called = _coverage(source, course), source.label("courses", course)
        share = Lines(f"coverage-{course}", f"Share of staff trained: {called}", _RANGED, "share")
        people = Lines(
            f"trained-ever-{course}",
            f"People trained ever, and still in post: {called}",
            {"trained ever": _SECOND, "still in post": _MEAN},
        )
        if len(told):
            yield OverTime(f"Coverage {number}", told, ("date", *("share",) * 5, *("people",) * 2), (share, people))
    for number, role in enumerate(source.scenario.roles, 1):
        told, called = _members(source, role), source.label("roles", role)
        lines = {"members": _SECOND, "active": _MEAN, "delivering": _THIRD}
        chart = Lines(f"members-{role}", f"Members, active and delivering: {called}", lines)
        if len(told):
            yield OverTime(f"Members {number}", told, ("date", *("members",) * 3), (chart,))


def spending(source: Source) -> Iterator[OverTime]:
    """Of a run: what all courses cost by year, if anything has a price."""
    table = source.tables[COSTS_YEARLY.name]
    told = table[(table["course"] == "") & (table["kind"] == "total")][["year", "mean", "p10", "p90"]]
    told = told.rename(columns={"mean": "expected"})
    if len(told):
        chart = Lines("costs", "Cost of all courses by year", _RANGED, "money")
        yield OverTime("Cost by year", told, ("date", *("money",) * 3), (chart,))


def coverage_of_plans(summary: ComparisonSummary) -> Iterator[OverTime]:
    """Of a comparison: the coverage of each course that each plan leads to."""
    table, heads = summary.tables["over_time"], heads_of("end of", summary.plans)
    colours = {row["plan"]: row["colour"] for row in records(summary.tables["plans"])}
    for number, course in enumerate(dict.fromkeys(table["course"]), 1):
        rows = table[table["course"] == course]
        told = {plan: rows[rows["plan"] == plan] for plan in summary.plans}
        dates = told[summary.plans[0]]["date"].to_numpy()
        frame = pd.DataFrame({"end of": dates, **{heads[plan]: some["mean"].to_numpy() for plan, some in told.items()}})
        lines = {heads[plan]: Line(colours[plan]) for plan in summary.plans}
        shows = f"Share of staff trained: {summary.labels['courses'][course]}"
        chart = Lines(f"compare-coverage-{course}", shows, lines, "share")
        yield OverTime(f"Coverage {number}", frame, ("date", *("share",) * len(heads)), (chart,))


def heads_of(first: str, plans: Sequence[str]) -> dict[str, str]:
    """What the column of each plan is called: Excel has no two of one name, whether in capitals or not."""
    taken, heads = {first.casefold()}, {}
    for plan in plans:
        head, number = plan[:_LONGEST_HEAD], 2
        while head.casefold() in taken:
            head, number = f"{plan[:_LONGEST_HEAD]} ({number})", number + 1
        taken.add(head.casefold())
        heads[plan] = head
    return heads


def _coverage(source: Source, course: str) -> pd.DataFrame:
    told, ever, still = (
        source.over_time(name, Scope(course=course)) for name in ("coverage", "trained_ever", "trained_ever_in_post")
    )
    return pd.DataFrame(
        {
            "end of": told.at,
            "expected": told.mean,
            "p10": told.low,
            "p90": told.high,
            "chance p10": told.chance_low,
            "chance p90": told.chance_high,
            "trained ever": ever.mean,
            "still in post": still.mean,
        }
    )


def _members(source: Source, role: str) -> pd.DataFrame:
    told = {name: source.over_time(name, Scope(role=role)) for name in ("members", "active", "delivering")}
    return pd.DataFrame({"end of": told["members"].at, **{name: one.mean for name, one in told.items()}})
