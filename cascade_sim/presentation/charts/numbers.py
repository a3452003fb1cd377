"""The numbers of a chart as a table, for those who would rather read them, or cannot see the picture."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ..grids import Grid, range_words, value_words
from ..words import Unit, day_words
from .marks import as_dates
from .source import Estimates, Source


def grid(
    source: Source,
    caption: str,
    key: str,
    unit: Unit,
    told: Mapping[str, Estimates],
    called: Callable[[Any], str] | None = None,
) -> Grid:
    """A row for each place (a date unless `called` names it), and for each of `told` its mean and ranges."""
    names = [key]
    for name in told:
        names += [name, *_ranges(source, name)]
    first = next(iter(told.values()))
    places = list(map(day_words, as_dates(first.at))) if called is None else [called(place) for place in first.at]
    columns = [column for one in told.values() for column in _columns(source, one, unit)]
    return Grid.of(caption, names, list(zip(places, *columns, strict=True)))


def joined(told: Iterable[Estimates]) -> Estimates:
    """Those of several places in one, in their order; what they are of is told apart by number."""
    every = list(told)
    columns = ("mean", "low", "high", "chance_low", "chance_high", "mean_low", "mean_high")
    together = (np.concatenate([getattr(one, name) for one in every]) for name in columns)
    return Estimates(np.arange(sum(len(one.mean) for one in every)), *together)


def _ranges(source: Source, name: str) -> list[str]:
    if not source.has_range:
        return []
    ranges = ["likely", "by chance alone"] if source.tells_chance_apart else ["likely"]
    return [f"{name}, {which}" for which in ranges]


def _columns(source: Source, told: Estimates, unit: Unit) -> list[list[str]]:
    found = [[value_words(float(mean), unit) for mean in told.mean]]
    ranges = [(told.low, told.high)] if source.has_range else []
    ranges += [(told.chance_low, told.chance_high)] if source.tells_chance_apart else []
    pairs = [zip(low, high, strict=True) for low, high in ranges]
    return found + [[range_words(float(low), float(high), unit) for low, high in pair] for pair in pairs]
