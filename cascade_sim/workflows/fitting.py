"""What a calibration fits: which numbers of a scenario, and where each may lie."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtr

from ..analysis.observing import Floats
from ..errors import ScenarioError, UserError
from ..scenario import Scenario, load
from ..scenario.quantities import Quantity
from ..scenario.suggesting import unknown
from ..units import found
from .asking import on_top

MOST = 60  # values: more are not told apart by any history there is
_WIDEST = 8.0  # standard deviations


@dataclass(frozen=True)
class Fitted:
    """A scenario and the numbers of it that are fitted, by the path where each is written.

    A point has a number for each of what is drawn, on the scale on which its prior is standard normal. What is not
    fitted is drawn all the same, and moves with what is: so that the counts can be explained by it as well.
    """

    scenario: Scenario
    quantities: Mapping[str, Quantity]
    ranges_given: tuple[str, ...] = ()  # settings, PATH=VALUE, that gave some of them their range

    @property
    def paths(self) -> tuple[str, ...]:
        """Where they are written."""
        return tuple(self.quantities)

    @property
    def drawn(self) -> tuple[str, ...]:
        """All that a simulation draws: these, and after them whatever else has a range."""
        return (*self.paths, *(path for path in self.scenario.ranged if path not in self.quantities))

    def amounts(self, points: Floats) -> Floats:
        """The base amounts [point, value] of what is fitted, at points."""
        quantiles = np.clip(ndtr(np.clip(points, -_WIDEST, _WIDEST)), 1e-15, 1 - 1e-15)
        drawn = [[q.draw(u) for u in quantiles[:, i]] for i, q in enumerate(self.quantities.values())]
        return np.array(drawn, np.float64).reshape(len(self.quantities), len(points)).T


def to_fit(path: Path, wanted: Sequence[str], *, sets: Sequence[str] = (), seed: int | None = None) -> Fitted:
    """The scenario of a file, and what is fitted of it; UserError says what is wrong with either.

    `wanted` names numbers: `PATH`, with the range that the file gives it, or `PATH=low..high`; a `PATH` may have
    wildcards (`roles.trainer.*`). Nothing wanted: every number with a range that is not measured.
    """
    scenario = load(path, sets=on_top(sets, seed))
    if scenario.posterior is not None:
        raise UserError(
            f"{path} draws from a posterior, so it is calibrated already: calibrate the file that it extends, with old "
            "counts and new ones together"
        )
    given = tuple(_range(scenario, item) for item in wanted if "=" in item)
    if given:
        scenario = _with_ranges(path, on_top((*sets, *given), seed), {item.partition("=")[0] for item in given})
    paths = list(dict.fromkeys(_named(scenario, wanted) if wanted else _not_measured(scenario)))
    if not paths:
        raise UserError(
            f"there is nothing to fit in {path}: give a number a range (value, range, basis: assumed), or name what to "
            "fit with --fit PATH=low..high"
        )
    if len(paths) > MOST:
        raise UserError(f"{len(paths)} values are too many to fit: name those that matter with --fit, at most {MOST}")
    return Fitted(scenario, {name: scenario.ranged[name] for name in paths}, given)


def _with_ranges(path: Path, sets: Sequence[str], given: set[str]) -> Scenario:
    """The scenario with the ranges that `--fit` gives, which is where it is told if one of them is wrong."""
    try:
        return load(path, sets=sets)
    except ScenarioError as error:
        raise ScenarioError(
            replace(problem, file="--fit") if any(problem.path.startswith(name) for name in given) else problem
            for problem in error.problems
        ) from error


def _not_measured(scenario: Scenario) -> Iterator[str]:
    """The numbers with a range that are not measured. Shares of localities make up a whole, and are left alone."""
    measured = {row.path for row in scenario.register if row.basis == "measured"}
    yield from (path for path in scenario.ranged if path not in measured and not path.startswith("localities."))


def _named(scenario: Scenario, wanted: Sequence[str]) -> Iterator[str]:
    """The paths that are named, in the order in which they are."""
    for item in wanted:
        name = item.partition("=")[0].strip()
        matching = [path for path in scenario.ranged if fnmatchcase(path, name)]
        if not matching:
            known = unknown("number with a range", name, scenario.ranged)
            raise UserError(f"--fit {item}: {known}; one without a range is given one so: --fit {name}=low..high")
        if any(path.startswith("localities.") for path in matching):
            raise UserError(f"--fit {item}: shares of localities make up a whole, and cannot be fitted one by one")
        yield from matching


def _range(scenario: Scenario, item: str) -> str:
    """The setting that gives a number the range of `PATH=low..high`, and leaves its value where it is."""
    path, _, written = (part.strip() for part in item.partition("="))
    low, between, high = (part.strip() for part in written.partition(".."))
    if not (low and between and high):
        raise UserError(
            f"--fit {item}: expected PATH=low..high, such as {path}=5%/year..20%/year, found {found(written)}"
        )
    value = _written(scenario.plain(), path)
    if value is None:
        raise UserError(f"--fit {item}: there is no number at {path}: name one as it is written in the file")
    return f"{path}={{value: {value}, range: [{low}, {high}], basis: assumed}}"


def _written(plain: Any, path: str) -> Any:
    """The number written at a path, without its evidence; None if there is no single one."""
    for name in path.split("."):
        plain = plain.get(name) if isinstance(plain, Mapping) else None
    value = plain.get("value") if isinstance(plain, Mapping) else plain
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None
