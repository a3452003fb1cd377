"""The tables of a report, out of the tables of a run."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from ...analysis import Scope
from ...measures import MEASURES
from ...scenario import Scenario
from ..charts import Source
from ..charts.source import Estimates
from ..grids import NOTHING, Grid, in_hundred, range_words, value_words
from ..terminal import goal_words
from ..words import amount, capital, day_words, month_words, readable, unit_of


def by_year(source: Source, caption: str, measures: Sequence[str]) -> Grid:
    """These measures of each course, at the end of each year or over it; those of which there is never any are out."""
    told = _of_courses(source, measures)
    if not told:
        return Grid(caption, (), ())
    several = len({course for course, _ in told}) > 1
    heads = [
        capital(MEASURES[name].label) + (f": {source.label('courses', course)}" if several else "")
        for course, name in told
    ]
    years = next(iter(told.values())).at
    columns = [
        [value_words(float(mean), unit_of(MEASURES[name], source.money.currency)) for mean in one.mean]
        for (_, name), one in told.items()
    ]
    rows = [(day_words(year.astype("datetime64[D]").item()), *row) for year, *row in zip(years, *columns, strict=True)]
    return Grid.of(caption, ["Year to", *heads], rows)


def _of_courses(source: Source, measures: Sequence[str]) -> dict[tuple[str, str], Estimates]:
    courses = dict.fromkeys([*source.courses, *source.public, *source.self_paced])
    every = {(course, name): source.by_year(name, Scope(course=course)) for name, course in product(measures, courses)}
    return {key: told for key, told in every.items() if len(told.at) and not told.nothing}


def by_part(source: Source) -> Iterator[Grid]:
    """For each course for staff, its coverage in every group and in every locality, today and when it is asked for."""
    parts = [("groups", "Group", source.scenario.groups), ("localities", "Locality", source.scenario.localities)]
    for course, (kind, one, names) in product(source.courses, parts):
        scopes = {name: Scope(course, **{one.lower(): name}) for name in names}
        rows = [(source.label(kind, name), *row) for name, scope in scopes.items() if (row := _part(source, scope))]
        if len(rows) > 1:
            whole = _part(source, Scope(course=course)) or ()
            dates = [month_words(when) for when in _dates(source)]
            heads = [one, *(head for when in dates for head in (when, f"{when}, likely"))]
            caption = f"{source.label('courses', course)}: share of people in post who are trained, by {one.lower()}"
            yield Grid.of(caption, heads, [*rows, ("All", *whole)])


def _part(source: Source, scope: Scope) -> tuple[str, ...]:
    """The coverage of a scope at each date with its range; nothing if nobody is told of there."""
    told = source.over_time("coverage", scope)
    cells = []
    for when in _dates(source):
        at = np.flatnonzero(told.at.astype("datetime64[D]") == np.datetime64(when))
        if not len(at) or np.isnan(told.mean).all():
            return ()
        i = int(at[0])
        ranged = range_words(float(told.low[i]), float(told.high[i]), "share") if source.has_range else NOTHING
        cells += [value_words(float(told.mean[i]), "share"), ranged]
    return tuple(cells)


def _dates(source: Source) -> list[date]:
    """Today, and when a forecast is asked for."""
    return sorted({source.standing, source.horizon})


def chances(source: Source) -> Iterator[Grid]:
    """For each target, in how many of 100 futures each level is reached, or kept, at each date."""
    table = source.tables["chances"]
    for target in source.scenario.targets:
        rows = table[table["name"] == target.name]
        if rows.empty:
            continue
        unit = unit_of(MEASURES[target.measure], source.money.currency)
        told = rows.pivot_table(index="level", columns="date", values="probability", dropna=False)
        least = "At most" if (rows["direction"] == "at_most").all() else "At least"
        heads = [least, *(day_words(when) for when in pd.DatetimeIndex(told.columns).date)]
        cells = [
            (amount(float(level), unit), *(in_hundred(float(one)) for one in row))
            for level, row in zip(told.index, told.to_numpy(), strict=True)
        ]
        goal = goal_words(target, currency=source.money.currency)
        caption = f"{readable(target.name)} ({goal}): in how many of 100 futures each level is reached, by date"
        yield Grid.of(caption, heads, cells)


def findings(scenario: Scenario) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is legal in the scenario and cannot work: where, what, and what to change."""
    found = sorted(scenario.findings, key=lambda finding: (finding.path, finding.what))
    return tuple((finding.path, (capital(finding.what), f"Change: {finding.change}")) for finding in found)
