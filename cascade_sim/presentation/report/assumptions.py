"""What a run rests on: the values that drive its answer, and every number that carries evidence."""

from collections.abc import Iterator

import pandas as pd

from ...analysis import ALL_ELSE
from ...measures import MEASURES
from ...scenario import Target
from ...units import counted
from ..charts import Source
from ..grids import NOTHING, Grid, range_words, value_words
from ..words import percent, readable, unit_of
from .page import Block, Heading, Numbers, Text

_MOST = 12  # values that are told as driving an answer
_NOBODY = "No number of this scenario carries a range, a source or a basis: every future has the values as written."


def blocks(source: Source) -> Iterator[Block]:
    """The drivers of each target, and the register."""
    for target in source.scenario.targets:
        yield from _driving(source, target)
    yield Heading("The assumptions register")
    if not source.scenario.register:
        yield Text(_NOBODY)
        return
    yield Text(
        "Every number that says how sure we are of it. In nine cases of ten the truth is expected inside the range; "
        "measured, calibrated, judged and assumed say what it is based on."
    )
    yield Numbers(register(source))


def _driving(source: Source, target: Target) -> Iterator[Block]:
    table = source.tables["drivers"]
    rows = table[table["name"] == target.name]
    if rows.empty:
        return
    yield Heading(f"{readable(target.name)}: what drives the spread of the answer")
    yield Text(_how_told(rows))
    grid = drivers(source, target)
    if grid.rows:
        yield Numbers(grid)
    else:
        yield Text("So few futures tell no value apart from chance.")


def _how_told(rows: pd.DataFrame) -> str:
    values, futures = int((rows["path"] != ALL_ELSE).sum()), counted(int(rows["replications"].iloc[0]), "future")
    said = (
        f"Better counts of the values at the top would narrow the answer most. Told from what the {futures} drew: "
        "the share of the spread (the variance of ranks) that each value accounts for, with its 95% interval, which is "
        "simulation error"
    )
    if rows["together"].iloc[0]:
        return f"{said}; all {values} values at once. “All else” is chance, and what no straight line tells."
    return f"{said}. These are too few futures to tell {values} values at once, so each is told by itself, roughly."


def drivers(source: Source, target: Target) -> Grid:
    """The values that drive a target's spread, as far as they can be told from none; and all else."""
    table = source.tables["drivers"]
    rows = table[(table["name"] == target.name)]
    told = rows[(rows["path"] != ALL_ELSE) & (rows["share_low"] > 0)].head(_MOST)
    unit = unit_of(MEASURES[target.measure], source.money.currency)
    written = [
        (
            str(row["path"]),
            percent(row["share"]),
            range_words(row["share_low"], row["share_high"], "share"),
            value_words(row["when_low"], unit),
            value_words(row["when_high"], unit),
        )
        for row in told.to_dict("records")
    ]
    rest = rows.loc[rows["path"] == ALL_ELSE, "share"]
    if written and len(rest) and not rest.isna().iloc[0]:
        written.append(("All else", percent(float(rest.iloc[0])), NOTHING, NOTHING, NOTHING))
    heads = ["Value", "Share of the spread", "95% interval", "Answer where it is lowest", "Where it is highest"]
    caption = (
        f"{readable(target.name)}: the values that drive it; lowest and highest: thirds of futures by what they drew"
    )
    return Grid.of(caption, heads, written)


def register(source: Source) -> Grid:
    """The assumptions register."""
    rows = [
        (
            one.path,
            one.value,
            NOTHING if one.low is None or one.high is None else f"{one.low} to {one.high}",
            one.basis or NOTHING,
            one.source or NOTHING,
        )
        for one in source.scenario.register
    ]
    return Grid.of("The assumptions register", ["Value", "As written", "Range", "Basis", "Source"], rows, words=(3, 4))
