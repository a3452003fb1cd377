"""Which points counted in life lie on a chart: those of its measures and scope, at a date or over a period it shows.

Points agree with what a chart shows within the precision of their date.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ...analysis import Scope
from ...scenario import Observation
from .source import Source, scope_of

History = Sequence[Observation]
Period = tuple[date, date]  # its first and its last day

_DAY = timedelta(days=1)


def of(history: Iterable[Observation], measures: Iterable[str], scope: Scope) -> list[Observation]:
    """The observations of a history that are of one of these measures and of just this scope."""
    wanted = set(measures)
    return [point for point in history if point.measure in wanted and scope_of(point) == scope]


def rows_of(points: Iterable[Observation]) -> tuple[int, ...]:
    """The rows that observations stand in."""
    return tuple(point.row for point in points)


def agrees_at(point: Observation, when: date) -> bool:
    """Whether a state was counted at a date of the tables: on that day, or the next, which begins where it ends."""
    late = (point.date - when).days
    return point.since is None and -point.date_precision_days <= late <= point.date_precision_days + 1


def agrees_over(point: Observation, period: Period) -> bool:
    """Whether something was counted over just that period."""
    return point.since is not None and max(_apart(point, period)) <= point.date_precision_days


def by_period(points: Iterable[Observation], periods: Sequence[Period]) -> list[tuple[int, Observation]]:
    """Points and the number of the period that each is of: the nearest of those it agrees with; the others left out."""
    found = []
    for point in points:
        agreeing = [i for i, period in enumerate(periods) if agrees_over(point, period)]
        if agreeing:
            found.append((min(agreeing, key=lambda i: sum(_apart(point, periods[i]))), point))
    return found


def periods(source: Source, ends: NDArray[np.generic]) -> list[Period]:
    """The periods (months, years) of a table that end on these dates, one after another from the start."""
    lasts: list[date] = np.asarray(ends, "datetime64[D]").tolist()
    return list(zip([source.scenario.start, *(last + _DAY for last in lasts[:-1])], lasts, strict=False))


def _apart(point: Observation, period: Period) -> tuple[int, int]:
    """The days that lie between the beginnings, and between the ends, of a point's period and another."""
    first, last = period
    since = point.since or point.date
    return abs((since - first).days), abs((point.date - last).days)
