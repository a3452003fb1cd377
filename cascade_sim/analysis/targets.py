"""How likely each target is to be met."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import MEASURES, TARGETS
from .cubes import Cubes, Floats, Scope, Tables, up_to
from .statistics import counts, means, quantiles, wilson

if TYPE_CHECKING:
    from ..scenario import Target

_ROUNDING = 1e-9  # a share made of two counts may differ in its last bit from the same share as written


def targets(tables: Tables, wanted: "Sequence[Target]") -> pd.DataFrame:
    """The table `targets`, a row for each target, in the order given.

    A target on a stock holds or does not at the end of its day; on a flow, over the twelve months up to it. The
    probability is that of full replications; one in which the measure is undefined (a share of nobody) does not count.
    """
    cubes = Cubes(tables)
    return pd.DataFrame([_row(cubes, target) for target in wanted], columns=list(TARGETS.names()))


def _row(cubes: Cubes, target: "Target") -> dict[str, object]:
    measure = MEASURES[target.measure]
    cube = cubes.of(measure)
    scope = Scope(target.course or "", target.group or "", target.role or "")
    full, chance = cube.split(up_to(cube, measure, scope, np.datetime64(target.by, "D")), cubes.runs)
    number = int(counts(full))
    met = np.count_nonzero(_meets(full, target))
    low, high = wilson(met, number)
    estimates = (means(full)[0], *quantiles(full, 0.1, 0.9), *quantiles(chance, 0.1, 0.9))
    shares = (met / number if number else np.nan, float(low), float(high))
    values = (target.name, *shares, *(float(estimate) for estimate in estimates), number)
    return dict(zip(TARGETS.names(), values, strict=True))


def _meets(values: Floats, target: "Target") -> NDArray[np.bool_]:
    """Which values lie within a target's bounds; a missing one does not."""
    at_least = -np.inf if target.at_least is None else target.at_least - _ROUNDING
    at_most = np.inf if target.at_most is None else target.at_most + _ROUNDING
    return (values >= at_least) & (values <= at_most)
