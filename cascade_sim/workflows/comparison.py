"""What a comparison gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .. import analysis
from ..analysis import Outcomes, Yardstick
from ..errors import UserError
from ..experiment.folder import write_whole
from ..measures import COMPARISONS, PLANS, SETTINGS, WATERFALL
from ..presentation.comparing import ComparisonSummary
from ..presentation.looks import plan_colour
from ..presentation.terminal import Futures
from ..scenario import Scenario
from ..scenario.differing import Setting, differing
from ..scenario.suggesting import unknown
from ..units import found
from .asking import check_slides
from .result import Result, labels_of
from .trials import Trial

if TYPE_CHECKING:
    from ..presentation.charts import ComparisonPlots

_WORTHWHILE = re.compile(r"(\d+(?:\.\d+)?)\s*pp", re.ASCII)


@dataclass(frozen=True, repr=False)
class Comparison:
    """Plans side by side: tables, the answer in words, charts. The first of the `plans` is the baseline.

    `tables` maps the names declared in `measures.COMPARISONS` (`differences`, `probabilities`, `ranking`…) to
    DataFrames; `yardsticks` are what plans are compared by, what is asked first before all others; `outcomes` the value
    of each in each of the same futures, plan by plan. `notes` say what could not be compared. `folder` is where results
    were written, if they were, with the names in `contents`; `failed_charts` could not be drawn, each with the reason;
    `about` is what the manifest says, times and files apart.
    """

    plans: tuple[str, ...]
    trials: Mapping[str, Trial]
    yardsticks: tuple[Yardstick, ...]
    outcomes: Mapping[str, Outcomes]
    worthwhile: float  # a share
    seconds: float
    notes: tuple[str, ...] = ()
    why: pd.DataFrame | None = None
    folder: Path | None = None
    contents: tuple[str, ...] = ()
    failed_charts: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(map(repr, self.plans))}: {self.futures.told} futures>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.summary()._repr_markdown_()

    @property
    def baseline(self) -> str:
        """The plan that the others are compared with."""
        return self.plans[0]

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """The scenario of each plan."""
        return {name: trial.plan.scenario for name, trial in self.trials.items()}

    @cached_property
    def futures(self) -> Futures:
        """How many futures are compared."""
        first = self.outcomes[self.baseline]
        drawn = any(trial.plan.draws_values for trial in self.trials.values())
        return Futures(len(first.full), len(first.chance) if drawn else 0, 0, drawn, None)

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """What differs between the files, setting by setting."""
        return differing(self.scenarios)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables of `measures.COMPARISONS` by name."""
        differences = analysis.differences(self.outcomes, self.yardsticks, self.worthwhile)
        told = {
            "plans": self._plans(),
            "differences": differences,
            "probabilities": analysis.probabilities(self.outcomes, self.yardsticks),
            "ranking": analysis.ranking(self.outcomes, self.yardsticks),
            "cost_of_points": analysis.cost_of_points(differences),
            "over_time": analysis.over_time(self.outcomes),
            "settings": self._settings(),
            "waterfall": pd.DataFrame(columns=list(WATERFALL.names())) if self.why is None else self.why,
        }
        return {name: told[name] for name in COMPARISONS}

    @cached_property
    def plot(self) -> "ComparisonPlots":
        """The charts: `comparison.plot.coverage()`, `.differences()`…; `dir(comparison.plot)` lists them."""
        from ..presentation.charts import ComparisonPlots  # noqa: PLC0415 - it needs matplotlib

        return ComparisonPlots(self.summary(), self.scenarios)

    def report(self, path: Path | str) -> None:
        """Write the report: one HTML page that needs nothing else. OSError if it cannot be written."""
        write_whole(Path(path), self.page().encode())

    def workbook(self, path: Path | str) -> None:
        """Write the workbook, for Excel (.xlsx). OSError if it cannot be written, as while it is open in Excel."""
        write_whole(Path(path), self.sheets())

    def slides(self, path: Path | str) -> None:
        """Write slides, for PowerPoint (.pptx); they need python-pptx. OSError if it cannot be written."""
        check_slides(asked=True)
        write_whole(Path(path), self.deck())

    def page(self, charts: Path | None = None) -> str:
        """The HTML of the report; charts that were written to the folder `charts` are taken from there."""
        from ..presentation.report import about_comparison, render  # noqa: PLC0415 - as above

        pictures = self.plot.pictures(charts, self.failed_charts)
        return render(about_comparison(self.summary(), pictures, self.about))

    def sheets(self) -> bytes:
        """The workbook, as it is written."""
        from ..presentation.workbook import comparison_workbook  # noqa: PLC0415 - as above

        return comparison_workbook(self.summary(), self.about)

    def deck(self) -> bytes:
        """The slides, as they are written."""
        from ..presentation import slides  # noqa: PLC0415 - as above

        summary = self.summary()
        return slides.of_comparison(summary, self.plot.sound(), f"{summary.period} · cascade-sim")

    def run(self, plan: str) -> Result:
        """What the run of one of the plans gives, all its futures included; UserError if there is no such plan."""
        if plan not in self.trials:
            raise UserError(unknown("plan", plan, self.trials))
        trial = self.trials[plan]
        folder = trial.plan.path if trial.plan.asked is None else None
        return Result(trial.plan.scenario, trial.summarised(), self.seconds, folder=folder)

    def summary(self) -> ComparisonSummary:
        """The answer: `str()` of it is what the terminal shows, `.to_dict()` the same as plain data."""
        return self._summary

    def written(self, folder: Path, contents: tuple[str, ...], failed_charts: Mapping[str, str]) -> "Comparison":
        """The same, written to a folder."""
        return replace(self, folder=folder, contents=contents, failed_charts=failed_charts)

    @cached_property
    def _summary(self) -> ComparisonSummary:
        scenarios = self.scenarios
        first = scenarios[self.baseline]
        labels: dict[str, dict[str, str]] = {"groups": {}, "courses": {}, "roles": {}}
        for scenario in reversed(list(scenarios.values())):
            for kind, named in labels.items():
                named.update(labels_of(getattr(scenario, kind)))
        return ComparisonSummary(
            plans=self.plans,
            start=first.start,
            end=min(scenario.end for scenario in scenarios.values()),
            seconds=self.seconds,
            futures=self.futures,
            yardsticks=self.yardsticks,
            tables=self.tables,
            settings=self.settings,
            labels=labels,
            currency=next((scenario.currency for scenario in scenarios.values() if scenario.currency), "GBP"),
            notes=self.notes,
            folder=None if self.folder is None else self.folder.as_posix(),
            contents=self.contents,
            failed_charts=self.failed_charts,
        )

    def _plans(self) -> pd.DataFrame:
        rows = [
            {
                "plan": name,
                "given": trial.plan.path.as_posix(),
                "start": pd.Timestamp(trial.plan.scenario.start),
                "end": pd.Timestamp(trial.plan.scenario.end),
                "seed": trial.plan.scenario.seed,
                "replications": self.futures.told,
                "colour": plan_colour(place),
            }
            for place, (name, trial) in enumerate(self.trials.items())
        ]
        return pd.DataFrame(rows, columns=list(PLANS.names()))

    def _settings(self) -> pd.DataFrame:
        rows = [
            {"path": setting.path, "plan": plan, "value": setting.values[plan]}
            for setting in self.settings
            for plan in self.plans
        ]
        return pd.DataFrame(rows, columns=list(SETTINGS.names()))


def parse_worthwhile(written: str) -> float:
    """`1pp`: one percentage point, as a share; UserError says what would do."""
    match = _WORTHWHILE.fullmatch(written.strip())
    if match and float(match[1]) < 100:
        return float(match[1]) / 100
    raise UserError(
        f"--worthwhile: expected a number of percentage points from 0 to below 100, such as 1pp, found {found(written)}"
    )
