"""Holding a forecast against new counts: read the folder of a run → find each count in its futures → write."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .. import __version__, analysis
from ..errors import UserError, last_line
from ..experiment.folder import check_folder, read_manifest
from ..experiment.journal import Journal
from ..experiment.manifest import described, write_manifest
from ..experiment.workplace import workplace
from ..measures import TRACKING
from ..presentation.files import write_tracking
from ..presentation.terminal import Futures
from ..presentation.tracking import TrackingSummary
from ..scenario import History, load_history
from .reporting import finished
from .result import Result, courses_told, labels_of, standing_date

if TYPE_CHECKING:
    from ..presentation.charts import Chart

_FEWEST = 2  # futures that make a range


@dataclass(frozen=True, repr=False)
class Tracking:
    """A forecast held against counts: the table `tracking`, the answer in words, a chart.

    `result` is the run, as it was; `history` what was counted, with the rows that are set aside. `folder` is where
    results were written, if they were, with the names in `contents`; `about` is what the manifest says.
    """

    run: Path
    result: Result
    history: History
    table: pd.DataFrame
    folder: Path | None = None
    contents: tuple[str, ...] = ()
    failed_charts: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Tracking of {self.result.scenario.name!r}: {len(self.table)} counts>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.summary()._repr_markdown_()

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The table `tracking`, by name."""
        return {TRACKING.name: self.table}

    @property
    def warning(self) -> str:
        """`Reality has left the forecast: …`, where the last count of a measure lies outside; else empty."""
        return self.summary().warning

    @cached_property
    def plot(self) -> "Chart":
        """The chart; it shows itself in a notebook, and `.save("chart.png")` keeps it."""
        from ..presentation.charts import Source, tracking_chart  # noqa: PLC0415 - it needs matplotlib

        scenario = self.result.scenario
        source = Source(scenario, self.result.tables, standing_date(scenario), courses_told(scenario), {})
        return tracking_chart(source, self.summary())

    def summary(self) -> TrackingSummary:
        """The answer: `str()` of it is what the terminal shows, `.to_dict()` the same as plain data."""
        scenario = self.result.scenario
        told = set(self.table["row"])
        left_out = {one.row: one.reason for one in self.history.set_aside}
        left_out |= {one.row: _NOTHING for one in self.history.observations if one.row not in told}
        return TrackingSummary(
            name=scenario.name,
            run=self.run.as_posix(),
            today=scenario.today,
            futures=Futures.of(self.result.tables["runs"]),
            table=self.table,
            labels={kind: labels_of(getattr(scenario, kind)) for kind in ("groups", "courses", "roles")},
            currency=scenario.currency,
            left_out=dict(sorted(left_out.items())),
            folder=None if self.folder is None else self.folder.as_posix(),
            contents=self.contents,
            failed_charts=self.failed_charts,
        )


_NOTHING = "the run tells nothing of it"


def track(
    folder: Path | str,
    history: Path | str,
    *,
    out: Path | str | None = None,
    force: bool = False,
    charts: bool = True,
) -> Tracking:
    """Hold the forecast of a finished run against a history file; with `out`, write it all to that folder.

    The run is read and never altered. Counts up to the scenario's `today` are shown and not scored. `force` replaces a
    folder that no run wrote; without `charts` none is drawn.

    UserError says why it cannot be done: no folder of a run, one of another version or with a damaged table, no count
    of the run's time and scope.
    """
    started, run = datetime.now(UTC), Path(folder)
    _check_run(run)
    target = None if out is None else Path(out)
    if target is not None:
        _check_target(target, run, Path(history), force=force)
    result = finished(run)
    counts = load_history(Path(history), result.scenario)
    tracking = _held_against(run, result, counts)
    return tracking if target is None else _write(tracking, target, started, charts=charts)


def _check_run(run: Path) -> None:
    """UserError where a folder is ours but no run of this version; what else may be wrong, `finished` says."""
    manifest = read_manifest(run)
    if "compared" in manifest:
        raise UserError(f"{run} is a comparison: give the run of one of its plans, such as {run}/plans/NAME")
    if "calibrated" in manifest:
        raise UserError(f"{run} is a calibration: run {run}/calibrated.yaml, and give the folder of that run")
    if "tracked" in manifest:
        raise UserError(f"{run} holds what was counted against {manifest['tracked']['run']}: give that folder")
    if manifest and manifest.get("version") != __version__:
        raise UserError(
            f"{run} was written by version {manifest.get('version')} of cascade-sim, and this is {__version__}: "
            "run its scenario again with cascade-sim run"
        )


def _check_target(target: Path, run: Path, history: Path, *, force: bool) -> None:
    """UserError where results would go into the run, or anywhere they must not."""
    if run.resolve() in (target.resolve(), *target.resolve().parents):
        raise UserError(f"{target} lies in the run, which is never altered: choose another folder with --out")
    check_folder(target, force=force, keep=(run, history))


def _held_against(run: Path, result: Result, history: History) -> Tracking:
    if not history.observations:
        said = "".join(f"\n  line {one.row}: {one.reason}" for one in history.set_aside)
        raise UserError(f"{history.path} has no count of this run's time and scope:{said}")
    if Futures.of(result.tables["runs"]).told < _FEWEST:
        raise UserError(f"{run} has one future, which makes no range: run its scenario again with more (-n 200)")
    table = analysis.tracking(result.tables, history.observations, result.scenario.today)
    tracking = Tracking(run, result, history, table)
    if table.empty:
        said = "".join(f"\n  line {row}: {reason}" for row, reason in tracking.summary().left_out.items())
        raise UserError(f"{history.path} has no count that this run tells anything of:{said}")
    manifest = read_manifest(run)
    command = shlex.join(["cascade-sim", "track", str(run), "--history", str(history.path)])
    tracked = {"run": run.as_posix(), "scenario": manifest["scenario"], "seed": manifest["seed"]}
    return replace(tracking, about=described({"version": __version__, "command": command, "tracked": tracked}))


def _write(tracking: Tracking, folder: Path, started: datetime, *, charts: bool) -> Tracking:
    """Write it all to a folder, which appears whole or not at all; the same, with what is in it."""
    with workplace(folder, Journal) as place, place.results() as staged:
        (staged / "tables").mkdir()
        write_tracking(tracking.tables, staged / "tables")
        failed = _draw(tracking, staged / "charts") if charts else {}
        there = [f"{name}/" for name in ("tables", "charts") if (staged / name).exists()]
        tracking = replace(tracking, folder=folder, contents=(*there, "manifest.json"), failed_charts=failed)
        about = {**tracking.about, "failed_charts": dict(failed)} if failed else tracking.about
        write_manifest(staged, about, started=started, finished=datetime.now(UTC))
    return tracking


def _draw(tracking: Tracking, folder: Path) -> Mapping[str, str]:
    """Draw and write the chart; the reason if it cannot be drawn: it must not cost the results."""
    from ..presentation.charts import write_charts  # noqa: PLC0415 - it needs matplotlib

    try:
        return write_charts({TRACKING.name: tracking.plot}, folder)
    except OSError:
        raise
    except Exception as error:
        return {TRACKING.name: last_line(error)}
