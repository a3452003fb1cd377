"""What a run gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .. import analysis
from ..analysis import Precision
from ..errors import UserError, last_line
from ..experiment.folder import write_whole
from ..presentation.having import public_of, self_paced_of
from ..presentation.terminal import Futures, Known, Points, Summary
from ..scenario import History, Observation, Scenario
from ..scenario.suggesting import unknown
from ..timeline import as_date, month_end
from .asking import check_slides

if TYPE_CHECKING:
    from ..presentation.charts import Plots, Source


ANY_CHART = "any chart"  # the name under which what is common to all charts failed


@dataclass(frozen=True, repr=False)
class Result:
    """What a run gives: its tables, with a row per replication or summed up over them, and the answer in words.

    `tables` maps the names declared in `measures` (`coverage`, `roles`, `runs`…, `summary`, `yearly`, `targets`…) to
    DataFrames, each made when it is first asked for. `history` is what was counted in life, if it was given; `folder`
    is where results were written, if they were, with the names in `contents`; `failed_charts` are those that could not
    be drawn and were left out, each with the reason; `precision` is what was asked of the means, if anything was;
    `about` is what the manifest says, times and files apart.
    """

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    seconds: float
    history: History | None = None
    folder: Path | None = None
    contents: tuple[str, ...] = ()
    precision: Precision | None = None
    failed_charts: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Result of {self.scenario.name!r}: {len(self.tables['runs'])} replications>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_(self._holds())

    def _repr_markdown_(self) -> str:
        return self.summary()._repr_markdown_(self._holds())

    def _holds(self) -> str:
        return f"result.tables holds {', '.join(self.tables)}"

    @property
    def targets(self) -> pd.DataFrame:
        """How likely each target is to be met."""
        return self.tables["targets"]

    @property
    def yearly(self) -> pd.DataFrame:
        """Every measure by year."""
        return self.tables["yearly"]

    @cached_property
    def plot(self) -> "Plots":
        """The charts: `result.plot.coverage()`, `.bridge(since=…, until=…)`…; `dir(result.plot)` lists them."""
        # it needs matplotlib, which workers and those who want no chart do without
        from ..presentation.charts import Plots  # noqa: PLC0415

        return Plots(self._source, () if self.history is None else self.history.observations)

    @cached_property
    def _source(self) -> "Source":
        from ..presentation.charts import Source  # noqa: PLC0415 - as above

        standing = standing_date(self.scenario)
        return Source(self.scenario, self.tables, standing, courses_told(self.scenario), _due(self.scenario, standing))

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
        from ..presentation.report import about_run, render  # noqa: PLC0415 - as above

        return render(about_run(self._source, self.plot.pictures(charts), self.summary(), self.about))

    def sheets(self) -> bytes:
        """The workbook, as it is written."""
        from ..presentation.workbook import workbook  # noqa: PLC0415 - as above

        return workbook(self._source, self.summary(), self.about)

    def deck(self) -> bytes:
        """The slides, as they are written."""
        from ..presentation import slides  # noqa: PLC0415 - as above

        summary = self.summary()
        return slides.of_run(self._source, self.plot.sound(), f"{summary.name} · {summary.futures.words} · cascade-sim")

    def written(self, folder: Path | None, contents: tuple[str, ...], failed_charts: Mapping[str, str]) -> "Result":
        """The same, written to a folder; charts that were made are kept."""
        return self._with(folder=folder, contents=contents, failed_charts=failed_charts)

    def telling(self, about: Mapping[str, Any]) -> "Result":
        """The same, with what its manifest says."""
        return self._with(about=about)

    def _with(self, **changes: Any) -> "Result":
        """The same with some things changed; charts that were made are kept."""
        told = replace(self, **changes)
        told.__dict__.update({name: self.__dict__[name] for name in ("plot", "_source") if name in self.__dict__})
        return told

    def bridge(self, course: str, since: date | str, until: date | str) -> pd.DataFrame:
        """Rows as in the table `bridge` for any two dates of the tables (month ends), over all groups and in each.

        UserError if there is no such course or date.
        """
        if course not in self.scenario.courses:
            raise UserError(unknown("course", course, self.scenario.courses))
        told = analysis.bridge(self.tables, as_date(since), as_date(until))
        return told[told["course"] == course].reset_index(drop=True)

    def summary(self) -> Summary:
        """The answer: `str()` of it is what the terminal shows, `.to_dict()` the same as plain data."""
        return self._summary

    @cached_property
    def _summary(self) -> Summary:
        scenario = self.scenario
        when = standing_date(scenario)
        return Summary(
            name=scenario.name,
            start=scenario.start,
            end=scenario.end,
            seconds=self.seconds,
            futures=Futures.of(self.tables["runs"]),
            targets=scenario.targets,
            met=self.targets,
            stands=self._stands(when),
            labels={kind: labels_of(getattr(scenario, kind)) for kind in ("groups", "courses", "roles")},
            due=_due(scenario, when),
            history=self._points(),
            folder=None if self.folder is None else self.folder.as_posix(),
            contents=self.contents,
            known=self._known(),
            failed_charts=self.failed_charts,
            public=public_of(scenario),
            currency=scenario.currency,
        )

    def _known(self) -> Known | None:
        if self.precision is None:
            return None
        shares = [analysis.target_values(self.tables, target) for target in self.scenario.targets if target.is_share]
        return Known(analysis.half_width(shares), self.precision.half_width)

    def _points(self) -> Points | None:
        if self.history is None:
            return None
        undrawn = self.history.observations if ANY_CHART in self.failed_charts else self.plot.undrawn()
        left_out = {row.row: row.reason for row in self.history.set_aside}
        left_out |= {point.row: f"no chart shows '{point.measure}' of its scope {_when(point)}" for point in undrawn}
        return Points(len(self.history.observations) - len(undrawn), dict(sorted(left_out.items())))

    def _stands(self, when: date) -> analysis.Headlines:
        scenario = self.scenario
        deadlines = [target.by for target in scenario.targets]
        return analysis.headlines(
            self.tables,
            self.tables["limits_summary"],
            courses=courses_told(scenario),
            roles=tuple(scenario.roles),
            when=when,
            months=analysis.telling_months(scenario.start, scenario.end, scenario.today, deadlines),
            public=tuple(public_of(scenario)),
            self_paced=self_paced_of(scenario),
        )


def _when(point: Observation) -> str:
    return f"on {point.date}" if point.since is None else f"from {point.since} to {point.date}"


def courses_told(scenario: Scenario) -> tuple[str, ...]:
    """The courses for staff that a short answer is about: those of the targets, else the first one."""
    public = public_of(scenario)
    targeted = dict.fromkeys(target.course for target in scenario.targets if target.course)
    found = tuple(name for name in targeted if name not in public)
    return found or tuple(name for name in scenario.courses if name not in public)[:1]


def _due(scenario: Scenario, when: date) -> dict[str, float]:
    """For each course that says so, the days in which starters should be trained."""
    plan = scenario.plan()[0]
    courses = plan.at(plan.timeline.day(when)).courses
    return {course.name: course.due for course in courses if course.due is not None}


def drawn(write: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    """Write charts; those that cannot be drawn, with the reason: they must not cost the results."""
    try:
        return write()
    except OSError:  # a full disk leaves everything to be gone on with
        raise
    except Exception as error:
        return {ANY_CHART: last_line(error)}


def labels_of(named: Mapping[str, Any]) -> dict[str, str]:
    """What groups, courses or roles are called, by name."""
    return {name: model.label for name, model in named.items()}


def standing_date(scenario: Scenario) -> date:
    """The end of today's month, within the run; its last day if it has no today."""
    if scenario.today is None:
        return scenario.end
    return min(max(month_end(scenario.today), month_end(scenario.start)), scenario.end)
