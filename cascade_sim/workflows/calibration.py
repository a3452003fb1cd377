"""What a calibration gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ..analysis.calibration import (
    Combination,
    ValueTold,
    combinations_told,
    values_told,
)
from ..analysis.observing import Floats
from ..experiment.folder import write_whole
from ..measures import AGREEMENT, CALIBRATIONS, NEXT, STEPS, TOGETHER, VALUES
from ..presentation.calibrating import CalibrationSummary
from ..scenario import History, Observation, posterior_text, with_numbers
from ..scenario.reading import write
from .calibration_asked import CalibrationAsked
from .counting import Questions
from .fitting import Fitted
from .result import labels_of
from .searching import Found

if TYPE_CHECKING:
    from ..presentation.charts import CalibrationPlots

CALIBRATED, STARTING_POINT, POSTERIOR = "calibrated.yaml", "starting-point.yaml", "posterior.csv"
_ENDS = ndtri(np.array([0.05, 0.5, 0.95]))  # of a prior, on its own scale
_INSIDE = 1.6  # standard deviations: a best fit is told within the range it was given


@dataclass(frozen=True, repr=False)
class Calibration:
    """A scenario held against a history: tables, the answer in words, charts, and the scenario as it is now known.

    `tables` maps the names declared in `measures.CALIBRATIONS` (`values`, `agreement`, `together`, `next`, `steps`) to
    DataFrames; `draws` has a row for each joint draw of the values, in the units of the file; `folder` is where results
    were written, if they were, with the names in `contents`; `failed_charts` could not be drawn, each with the reason.
    """

    fitted: Fitted
    history: History
    questions: Questions
    asked: CalibrationAsked
    found: Found
    seconds: float
    folder: Path | None = None
    contents: tuple[str, ...] = ()
    failed_charts: Mapping[str, str] | None = None
    about: Mapping[str, Any] | None = None

    def __repr__(self) -> str:
        return f"<Calibration {self.fitted.scenario.name!r}: {len(self.fitted.paths)} values, {self._counts} counts>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.summary()._repr_markdown_()

    @property
    def draws(self) -> pd.DataFrame:
        """Joint draws of all values, a column for each path, in the unit in which it is written."""
        sample = self.found.sample
        return self._written(self.found.best[None] if sample is None and self.found.best is not None else self._points)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables of `measures.CALIBRATIONS` by name."""
        told = {
            "values": self._values(),
            "agreement": self._agreement(),
            "together": self._together(),
            "next": self._next(),
            "steps": self._steps(),
        }
        return {name: told[name] for name in CALIBRATIONS}

    @cached_property
    def plot(self) -> "CalibrationPlots":
        """The charts: `calibration.plot.values()`, `.agreement()`…; `dir(calibration.plot)` lists them."""
        from ..presentation.charts import CalibrationPlots  # noqa: PLC0415 - it needs matplotlib

        return CalibrationPlots(self.summary(), self._written(self.found.first), self.draws)

    def report(self, path: Path | str) -> None:
        """Write the report: one HTML page that needs nothing else. OSError if it cannot be written."""
        write_whole(Path(path), self.page().encode())

    def page(self, charts: Path | None = None) -> str:
        """The HTML of the report; charts that were written to the folder `charts` are taken from there."""
        from ..presentation.report import about_calibration, render  # noqa: PLC0415 - as above

        pictures = self.plot.pictures(charts, self.failed_charts or {})
        return render(about_calibration(self.summary(), pictures, self.about or {}))

    def scenario_text(self, folder: Path) -> str:
        """The scenario as it is known now: a short file in `folder`, on top of the one that was calibrated."""
        extends = _path_from(folder, self.asked.path)
        what = "a starting point" if self.found.sample is None else "calibrated"
        history = self.history.path.name
        tree: dict[str, Any] = {"extends": extends, "name": f"{self.fitted.scenario.name}, {what}"}
        if self.found.sample is None:
            source = f"best fit to {history} found in {self.found.simulations:,} simulations: a starting point only"
            numbers = with_numbers(self.fitted.scenario, self._starting_point(), source=source, basis="assumed")
            heading = "A starting point: one set of values that fits, with the ranges that were there before."
        else:
            source = f"calibrated on {history}{self._unfinished}"
            numbers = with_numbers(self.fitted.scenario, self._three(), source=source)
            tree["posterior"] = POSTERIOR
            heading = f"What {history} left of what was not known; runs draw from {POSTERIOR}, jointly."
        settings = _settings_on_top(self.fitted.scenario.plain(), self.asked.sets)
        return f"# {heading}\n# {self.asked.command()}\n{write(_over(tree | settings | tree, numbers))}"

    def posterior_text(self) -> str:
        """The joint draws as a file, for `posterior:` of a scenario."""
        return posterior_text(list(self.fitted.quantities.items()), self.fitted.amounts(self._points))

    def summary(self) -> CalibrationSummary:
        """The answer: `str()` of it is what the terminal shows, `.to_dict()` the same as plain data."""
        return self._summary

    def written(self, folder: Path, contents: tuple[str, ...], failed_charts: Mapping[str, str]) -> "Calibration":
        """The same, written to a folder."""
        return replace(self, folder=folder, contents=contents, failed_charts=failed_charts)

    @cached_property
    def _summary(self) -> CalibrationSummary:
        scenario, sample = self.fitted.scenario, self.found.sample
        named = (("groups", scenario.groups), ("courses", scenario.courses), ("roles", scenario.roles))
        return CalibrationSummary(
            name=scenario.name,
            stem=self.asked.path.stem,
            history=self.history.path.as_posix(),
            seconds=self.seconds,
            simulations=self.found.simulations,
            budget=self.found.budget,
            tables=self.tables,
            weight=None if sample is None else sample.weight,
            settled=sample is not None and sample.settled,
            discrepancy=self.asked.share_off(),
            unseen=tuple(self.fitted.paths[i] for i in self.found.unseen),
            contradictions=tuple(
                (self.questions.rows[one.row].row, self.questions.rows[one.other].row)
                for one in self.found.contradictions
            ),
            labels={kind: labels_of(settings) for kind, settings in named},
            currency=scenario.currency or "GBP",
            folder=None if self.folder is None else self.folder.as_posix(),
            contents=self.contents,
            failed_charts=self.failed_charts or {},
        )

    @property
    def _unfinished(self) -> str:
        """What has to be said of draws in which the counts have not their whole weight."""
        weight = 1.0 if self.found.sample is None else self.found.sample.weight
        return "" if weight == 1 else f", not finished: the counts have {weight:.0%} of their weight"

    @property
    def _points(self) -> Floats:
        """The draws, on the scales of their priors."""
        sample = self.found.sample
        return self.found.first if sample is None else sample.points

    @property
    def _counts(self) -> int:
        return self.questions.fitted

    def _written(self, points: Floats) -> pd.DataFrame:
        amounts = self.fitted.amounts(points)
        columns = {
            path: [quantity.unit.number(amount) for amount in amounts[:, i]]
            for i, (path, quantity) in enumerate(self.fitted.quantities.items())
        }
        return pd.DataFrame(columns)

    def _three(self) -> dict[str, tuple[float, float, float]]:
        """Median, 5% and 95% of each value, in base units."""
        low, middle, high = np.quantile(self.fitted.amounts(self._points), (0.05, 0.5, 0.95), axis=0)
        return {path: (float(middle[i]), float(low[i]), float(high[i])) for i, path in enumerate(self.fitted.paths)}

    def _starting_point(self) -> dict[str, tuple[float, float, float]]:
        """The best fit, within the ranges that were there before, in base units."""
        assert self.found.best is not None
        points = np.stack([np.clip(self.found.best, -_INSIDE, _INSIDE), np.full_like(self.found.best, _ENDS[0])])
        value, low, high = self.fitted.amounts(np.vstack([points, np.full_like(self.found.best, _ENDS[2])[None]]))
        return {path: (float(value[i]), float(low[i]), float(high[i])) for i, path in enumerate(self.fitted.paths)}

    def _values(self) -> pd.DataFrame:
        before = self._written(np.repeat(_ENDS[:, None], len(self.fitted.paths), axis=1)).to_numpy()
        now = np.quantile(self.draws.to_numpy(), (0.05, 0.5, 0.95), axis=0)
        told: Sequence[ValueTold] = values_told(self._points)
        alone = self.found.sample is None
        rows = [
            {
                "path": path,
                "unit": quantity.unit.text,
                **dict(zip(("prior_low", "prior_middle", "prior_high"), before[:, i], strict=True)),
                **dict(zip(("low", "middle", "high"), now[:, i], strict=True)),
                "width": np.nan if alone else told[i].width,
                "told": "" if alone else str(told[i].told),
            }
            for i, (path, quantity) in enumerate(self.fitted.quantities.items())
        ]
        return pd.DataFrame(rows, columns=list(VALUES.names()))

    def _agreement(self) -> pd.DataFrame:
        rows: list[dict[str, Any]] = [
            {
                **_scoped(row),
                "row": row.row,
                "held_out": "yes" if before.row >= self.questions.fitted else "",
                "counted": row.value,
                **{f"prior_{end}": getattr(before, end) for end in ("low", "middle", "high")},
                "prior_p": before.p_value,
                **{end: getattr(after, end) for end in ("low", "middle", "high")},
                "p": after.p_value,
                "crps": after.crps,
                "set_aside": "",
            }
            for row, before, after in zip(self.questions.rows, self.found.before, self.found.after, strict=True)
        ]
        rows += [{"row": row.row, "set_aside": row.reason} for row in self.history.set_aside]
        table = pd.DataFrame(rows, columns=list(AGREEMENT.names())).sort_values("row", ignore_index=True)
        texts = ["measure", "course", "group", "role", "locality", "held_out", "set_aside"]
        return table.assign(**{name: table[name].fillna("") for name in texts})

    def _together(self) -> pd.DataFrame:
        combinations: Sequence[Combination] = () if self.found.sample is None else combinations_told(self._points)
        rows = [
            {
                "combination": place,
                "path": self.fitted.paths[value],
                "power": power,
                "width": one.width,
                "whole": "yes" if one.whole else "no",
            }
            for place, one in enumerate(combinations, start=1)
            for value, power in zip(one.values, one.powers, strict=True)
        ]
        return pd.DataFrame(rows, columns=list(TOGETHER.names()))

    def _next(self) -> pd.DataFrame:
        rows = [
            {
                **_scoped(self.questions.candidates[one.candidate]),
                "narrower": one.narrower,
                "path": self.fitted.paths[one.most],
                "most": one.most_narrower,
            }
            for one in self.found.next
        ]
        return pd.DataFrame(rows, columns=list(NEXT.names()))

    def _steps(self) -> pd.DataFrame:
        generations = () if self.found.sample is None else self.found.sample.generations
        rows = [{"step": place, **vars(one)} for place, one in enumerate(generations, start=1)]
        return pd.DataFrame(rows, columns=list(STEPS.names()))


def _scoped(row: Observation) -> dict[str, Any]:
    """What a row is of, and when."""
    scopes = {name: getattr(row, name) or "" for name in ("course", "group", "role", "locality")}
    since = None if row.since is None else pd.Timestamp(row.since)
    return {"measure": row.measure, **scopes, "date": pd.Timestamp(row.date), "since": since}


def _path_from(folder: Path, path: Path) -> str:
    """A path as it is written in a file of that folder."""
    return Path(relpath(path.resolve(), folder.resolve())).as_posix()


def _settings_on_top(plain: Mapping[str, Any], sets: Sequence[str]) -> dict[str, Any]:
    """The settings that were put on top of the file, as a tree."""
    tree: dict[str, Any] = {}
    for item in sets:
        keys = item.partition("=")[0].strip().split(".")
        value: Any = plain
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        inner = tree
        for key in keys[:-1]:
            inner = inner.setdefault(key, {})
        inner[keys[-1]] = value
    return tree


def _over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two trees in one, the second over the first."""
    both = dict(below)
    for key, value in above.items():
        inner = both.get(key)
        both[key] = _over(inner, value) if isinstance(inner, dict) and isinstance(value, Mapping) else value
    return both
