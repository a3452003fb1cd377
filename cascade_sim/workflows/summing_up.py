"""Summing a run up: its finished replications become tables, files and charts.

Importing it imports pandas, for which the workers that simulate need not wait.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__, analysis
from ..errors import RunFailed, UserError
from ..experiment.folder import read_manifest
from ..experiment.journal import Journal
from ..experiment.manifest import described, without_times, write_manifest
from ..experiment.store import DONE, Tables, read_tables, write_tables
from ..experiment.workplace import Workplace
from ..presentation.files import write_summaries
from ..scenario import SCENARIO_FILES, Scenario
from .asking import Asked
from .result import Result, drawn, standing_date

if TYPE_CHECKING:
    from .comparison import Comparison

REPORT, WORKBOOK, SLIDES = "report.html", "workbook.xlsx", "slides.pptx"


def summarise(scenario: Scenario, tables: Tables) -> Tables:
    """All tables: those with a row per replication, and those made from them."""
    runs = tables["runs"]
    if not (runs["status"] == DONE).any():
        raise RunFailed(f"every future failed; the first said: {runs['error'].iloc[0]}")
    cubes = analysis.Cubes(tables)
    return tables | {
        "summary": analysis.summary(tables, cubes),
        "yearly": analysis.yearly(tables, scenario.year_starts, cubes),
        "targets": analysis.targets(tables, scenario.targets, cubes),
        "levels": analysis.levels(tables, scenario.targets, cubes),
        "chances": analysis.chances(tables, scenario.targets, _year_ends_ahead(scenario), cubes),
        "drivers": analysis.drivers(tables, scenario.targets, cubes),
        "limits_summary": analysis.limits_summary(tables),
        "deliveries_yearly": analysis.deliveries_yearly(tables, scenario.year_starts),
        "ladder": analysis.ladder(tables, scenario.year_starts),
        "bridge": analysis.bridges(tables, _periods(scenario)),
        "costs_yearly": analysis.costs_yearly(tables, scenario.year_starts, cubes),
        "unit_costs": analysis.unit_costs(tables, scenario.year_starts, cubes),
    }


def write(result: Result, place: Workplace[Journal], asked: Asked, started: datetime) -> Result:
    """Write a run's folder; the result, with what is in it."""
    with place.results() as folder:
        return write_to(folder, result, asked, started)


def write_to(folder: Path, result: Result, asked: Asked, started: datetime) -> Result:
    """Write all that a run's folder holds to an empty one; the result, with what is in it."""
    (folder / "tables").mkdir()
    write_tables(result.tables, folder / "tables")
    write_summaries(result.tables, folder / "tables")
    for name, text in result.scenario.files().items():
        (folder / name).write_text(text, encoding="utf-8")
    failed = drawn(lambda: result.plot.write(folder / "charts")) if asked.charts else {}
    more = [*((REPORT, WORKBOOK) if asked.report else ()), *((SLIDES,) if asked.slides else ())]
    there = contents(folder, "manifest.json", *more)
    result = with_about(result.written(asked.out, there, failed), asked)
    for name, content in reports(result, folder / "charts", report=asked.report, slides=asked.slides).items():
        (folder / name).write_bytes(content)
    write_manifest(folder, result.about, started=started, finished=datetime.now(UTC))
    return result


def with_about(result: Result, asked: Asked) -> Result:
    """The same, with what its manifest says."""
    return result.telling(described(_about(result, asked)))


def reports(
    result: "Result | Comparison", charts: Path | None = None, *, report: bool = True, slides: bool = False
) -> dict[str, bytes]:
    """The report and the workbook of a run or a comparison, and its slides, by the names of their files."""
    made = {REPORT: result.page(charts).encode(), WORKBOOK: result.sheets()} if report else {}
    return made | ({SLIDES: result.deck()} if slides else {})


def contents(folder: Path, *more: str) -> tuple[str, ...]:
    """What there is in a folder of results, in the order in which one would look at it; `more` will be there."""
    every = (REPORT, WORKBOOK, SLIDES, "tables/", "charts/", *SCENARIO_FILES, "manifest.json")
    return tuple(name for name in every if name in more or (folder / name).exists())


def read_back(scenario: Scenario, asked: Asked, folder: Path, tell: Callable[[str], None]) -> Result:
    """The results in a folder, if they are what this run would give; UserError if not: nothing is there to go on."""
    manifest = read_manifest(folder)
    same = (manifest.get("asked"), manifest.get("version")) == (asked.to_dict(), __version__)
    if not (same and _kept(folder) == scenario.files()):
        raise UserError(f"there is no unfinished run into {folder} to go on with: leave out --resume")
    tell(f"{folder} holds the finished results of this run already; there was nothing left to do.")
    return of_folder(scenario, folder, manifest, read_tables(folder / "tables"))


def _kept(folder: Path) -> dict[str, str]:
    """The texts of the files of a scenario that are in a folder."""
    kept = ((name, folder / name) for name in SCENARIO_FILES)
    return {name: path.read_text(encoding="utf-8") for name, path in kept if path.exists()}


def of_folder(scenario: Scenario, folder: Path, manifest: Mapping[str, Any], tables: Tables) -> Result:
    """The results of a finished run, as they are in its folder."""
    started, finished = (datetime.fromisoformat(manifest[name]) for name in ("started", "finished"))
    seconds = (finished - started).total_seconds()
    return Result(
        scenario,
        summarise(scenario, tables),
        seconds,
        folder=folder,
        contents=contents(folder),
        precision=_precision_asked(manifest.get("asked", {})),
        failed_charts=manifest.get("failed_charts", {}),
        about=without_times(manifest),
    )


def _precision_asked(asked: Mapping[str, Any]) -> analysis.Precision | None:
    """How well the means were to be known, if a run was asked for that."""
    return analysis.parse_precision(asked["precision"], asked["at_most"]) if "precision" in asked else None


def _about(result: Result, asked: Asked) -> dict[str, Any]:
    """What the manifest says of this run, apart from versions, times and files."""
    scenario, runs = result.scenario, result.tables["runs"]
    known = result.summary().known
    failed = {"failed_charts": dict(result.failed_charts)} if result.failed_charts else {}
    return failed | {
        "version": __version__,
        "command": asked.command(),
        "asked": asked.to_dict(),
        "scenario": {"file": str(asked.path), "name": scenario.name, "sha256": scenario.fingerprint},
        "seed": scenario.seed,
        "replications": {
            "full": int((runs["kind"] == "full").sum()),
            "chance": int((runs["kind"] == "chance").sum()),
            "failed": int((runs["status"] != DONE).sum()),
        },
        "half_width": known and known.half_width,
        "holidays": {when.isoformat(): name for when, name in scenario.holidays},
    }


def _periods(scenario: Scenario) -> list[tuple[date, date]]:
    """The periods whose change of coverage is always told: up to today and on to the next target (or the end).

    A run without today, or with one on its first or last month, has one period.
    """
    today, opening = standing_date(scenario), scenario.start - timedelta(days=1)
    ahead = [target.by for target in scenario.targets if today < target.by <= scenario.end]
    dates = sorted({opening, today, min(ahead, default=scenario.end)})
    return list(pairwise(dates))


def _year_ends_ahead(scenario: Scenario) -> list[date]:
    """The last day of each year of the yearly tables, from today on to the end; of a run without today, all of them."""
    first = scenario.today or scenario.start
    ends = [
        date(year, scenario.year_starts, 1) - timedelta(days=1) for year in range(first.year, scenario.end.year + 2)
    ]
    return [when for when in ends if first <= when <= scenario.end]
