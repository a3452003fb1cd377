"""How likely each target is to be met, and every other level of what it is about."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import CHANCES, LEVELS, MEASURES, TARGETS
from .cubes import Cubes, Floats, Scope, Tables
from .statistics import counts, means, quantiles, wilson

if TYPE_CHECKING:
    from ..scenario import Target

_LEVELS, _FEW_LEVELS = 50, 10  # about so many: of a curve, of a table that is read
_ROUNDING = 1e-9  # a share made of two counts may differ in its last bit from the same share as written


def targets(tables: Tables, wanted: "Sequence[Target]", cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `targets`, a row for each target, in the order given.

    A target on a stock holds or does not at the end of its day; on a flow, over the twelve months up to it. The
    probability is that of full replications; one in which the measure is undefined (a share of nobody) does not count.
    """
    cubes = cubes or Cubes(tables)
    return pd.DataFrame([_row(cubes, target) for target in wanted], columns=list(TARGETS.names()))


def target_values(tables: Tables, target: "Target") -> Floats:
    """What a target is about, in each full replication that is done; NaN where it is undefined."""
    return values_of(Cubes(tables), target)[0]


def _row(cubes: Cubes, target: "Target") -> dict[str, object]:
    return row_of(target, *values_of(cubes, target))


def row_of(target: "Target", full: Floats, chance: Floats) -> dict[str, object]:
    """What the table says of a target of these values, in full futures and in those by chance alone."""
    number = int(counts(full))
    met = np.count_nonzero(meets(full, target))
    low, high = wilson(met, number)
    estimates = (means(full)[0], *quantiles(full, 0.1, 0.9), *quantiles(chance, 0.1, 0.9))
    shares = (met / number if number else np.nan, float(low), float(high))
    values = (target.name, *shares, *(float(estimate) for estimate in estimates), number)
    return dict(zip(TARGETS.names(), values, strict=True))


def values_of(cubes: Cubes, target: "Target", when: date | None = None) -> tuple[Floats, Floats]:
    """What a target is about: its measure at its date (or `when`), in full futures and in those by chance alone.

    Where it is about every group or locality, that is in each future the least of them (the most for `at_most`);
    those in which the measure is undefined are left aside.
    """
    measure, at = MEASURES[target.measure], np.datetime64(when or target.by, "D")
    scopes = _scopes(cubes, target)
    each = [cubes.values(measure, scope, at) for scope in scopes]
    extreme = np.fmin if target.at_least is not None else np.fmax
    full, chance = (extreme.reduce(np.stack(values), axis=0) for values in zip(*each, strict=True))
    return full, chance


def _scopes(cubes: Cubes, target: "Target") -> list[Scope]:
    """What a target is about; one on every group or locality is about each of them."""
    whole = Scope(target.course or "", target.group or "", target.role or "", target.locality or "")
    if target.every is None:
        return [whole]
    told = [scope for cube in cubes.of(MEASURES[target.measure]) for scope in cube.scopes]
    return [
        scope
        for scope in told
        if getattr(scope, target.every) and (scope.course, scope.role) == (whole.course, whole.role)
    ] or [whole]


def meets(values: Floats, target: "Target") -> NDArray[np.bool_]:
    """Which values lie within a target's bounds; a missing one does not."""
    at_least = -np.inf if target.at_least is None else target.at_least - _ROUNDING
    at_most = np.inf if target.at_most is None else target.at_most + _ROUNDING
    return (values >= at_least) & (values <= at_most)


def levels(tables: Tables, wanted: "Sequence[Target]", cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `levels`: for each target, the probability of at least (or at most) each level that futures reach.

    Levels are round numbers from the lowest to the highest value of any future, those aimed for among them. A target
    with both bounds is told as one of at least so much.
    """
    cubes = cubes or Cubes(tables)
    blocks = [_ladder_of_levels(target, *values_of(cubes, target)) for target in wanted]
    columns = list(LEVELS.names())
    return pd.concat(blocks, ignore_index=True)[columns] if blocks else pd.DataFrame(columns=columns)


def _ladder_of_levels(target: "Target", full: Floats, chance: Floats) -> pd.DataFrame:
    full, chance = full[~np.isnan(full)], chance[~np.isnan(chance)]
    aims = [level for level in (target.at_least, target.at_most) if level is not None]
    share = MEASURES[target.measure].unit == "share"
    steps = _round_levels(np.concatenate([full, chance]), aims, share=share, number=_LEVELS)
    return _reached(target, steps, full, chance)


def chances(
    tables: Tables, wanted: "Sequence[Target]", dates: Sequence[date], cubes: Cubes | None = None
) -> pd.DataFrame:
    """The table `chances`: for each target, the probability of some ten round levels, at each of these dates.

    The target's own date and level are among them; dates that the tables do not have are left out.
    """
    cubes = cubes or Cubes(tables)
    blocks = [_over_dates(cubes, target, dates) for target in wanted]
    columns = list(CHANCES.names())
    return pd.concat(blocks, ignore_index=True)[columns] if blocks else pd.DataFrame(columns=columns)


def _over_dates(cubes: Cubes, target: "Target", dates: Sequence[date]) -> pd.DataFrame:
    there = {when: values_of(cubes, target, when) for when in sorted({*dates, target.by})}
    told = {when: tuple(values[~np.isnan(values)] for values in both) for when, both in there.items()}
    told = {when: (full, chance) for when, (full, chance) in told.items() if len(full)}
    aims = [level for level in (target.at_least, target.at_most) if level is not None]
    every = np.concatenate([np.zeros(0), *(full for full, _ in told.values())])
    share = MEASURES[target.measure].unit == "share"
    steps = _round_levels(every, aims, share=share, number=_FEW_LEVELS)
    blocks = [_reached(target, steps, *both).assign(date=np.datetime64(when, "ms")) for when, both in told.items()]
    return pd.concat(blocks) if blocks else pd.DataFrame(columns=list(CHANCES.names()))


def _reached(target: "Target", steps: Floats, full: Floats, chance: Floats) -> pd.DataFrame:
    """How likely each of these levels is to be reached, or kept, with these values."""
    at_least = target.at_least is not None
    reached, by_chance = (_reaching(values, steps, at_least=at_least) for values in (full, chance))
    low, high = wilson(reached, len(full))
    with np.errstate(invalid="ignore"):
        told = {
            "level": steps,
            "probability": reached / np.float64(len(full)),
            "low": low,
            "high": high,
            "chance": by_chance / np.float64(len(chance)),
            "replications": len(full),
        }
    return pd.DataFrame(told).assign(name=target.name, direction="at_least" if at_least else "at_most")


def _reaching(values: Floats, steps: Floats, *, at_least: bool) -> NDArray[np.int64]:
    """How many values reach each step from below, or stay at or under it."""
    ordered = np.sort(values)
    if at_least:
        return len(ordered) - np.searchsorted(ordered, steps - _ROUNDING, side="left")
    return np.searchsorted(ordered, steps + _ROUNDING, side="right")


def _round_levels(values: Floats, aims: Sequence[float], *, share: bool, number: int) -> Floats:
    """Some such number of round numbers around the values, and the levels aimed for."""
    if not len(values):
        return np.array(sorted(set(aims)), np.float64)
    low, high = float(values.min()), float(values.max())
    rough = max((high - low) / number, 0.001 if share else 1.0)
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * next(digit for digit in (1, 2, 5, 10) if digit * power >= rough * (1 - _ROUNDING))
    numbers = np.arange(np.floor(low / step), np.ceil(high / step) + 2)
    steps = np.round(numbers * step, 10)
    steps = np.unique(np.concatenate([steps[(steps >= 0) & (steps <= (1 if share else np.inf))], aims]))
    distinct: Floats = steps[np.concatenate([[True], np.diff(steps) > _ROUNDING])]
    return distinct
