"""Writing the folder of a comparison: its tables, its charts, and the run of each plan that was made for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from .. import __version__
from ..experiment.journal import Journal
from ..experiment.manifest import described, write_manifest
from ..experiment.workplace import workplace
from ..presentation.files import write_comparison
from .comparison import Comparison
from .result import Result, drawn
from .summing_up import reports, write_to
from .trials import Trial


def write(
    comparison: Comparison, folder: Path, *, started: datetime, charts: bool, report: bool, slides: bool
) -> Comparison:
    """Write it all to a folder, which appears whole or not at all; the comparison, with what is in it."""
    with workplace(folder, Journal) as place, place.results() as staged:
        (staged / "tables").mkdir()
        write_comparison(comparison.tables, staged / "tables")
        for name, trial in zip(_folders(comparison), comparison.trials.values(), strict=True):
            if name:
                _write_run(staged / name, trial, comparison.seconds, started)
        failed = drawn(lambda: comparison.plot.write(staged / "charts")) if charts else {}
        made = reports(comparison, staged / "charts", report=report, slides=slides)
        for name, content in made.items():
            (staged / name).write_bytes(content)
        contents = [f"{name}/" for name in ("tables", "charts", "plans") if (staged / name).exists()]
        comparison = comparison.written(folder, (*made, *contents, "manifest.json"), failed)
        told = {**comparison.about, "failed_charts": dict(failed)} if failed else comparison.about
        write_manifest(staged, told, started=started, finished=datetime.now(UTC))
    return comparison


def with_about(comparison: Comparison, command: str, asked: Mapping[str, object]) -> Comparison:
    """The same, with what its manifest says."""
    told = zip(_folders(comparison), comparison.trials.values(), strict=True)
    plans = [_about(trial, folder) for folder, trial in told]
    about = described({"version": __version__, "command": command, "compared": asked, "plans": plans})
    return replace(comparison, about=about)


def _about(trial: Trial, folder: str) -> dict[str, object]:
    """What the manifest says of a plan: its run is `within` the folder, or where it was given."""
    plan = trial.plan
    where = {"run": folder or plan.path.as_posix(), "within": bool(folder)}
    return {"name": plan.name, **where, "sha256": plan.scenario.fingerprint, "seed": plan.scenario.seed}


def _folders(comparison: Comparison) -> Iterator[str]:
    """Where in the folder the run of each plan goes; empty for one that has a folder already."""
    taken: set[str] = set()
    for trial in comparison.trials.values():
        if trial.plan.asked is None:
            yield ""
            continue
        short, number = trial.plan.short, 2
        while short in taken:
            short, number = f"{trial.plan.short}-{number}", number + 1
        taken.add(short)
        yield f"plans/{short}"


def _write_run(folder: Path, trial: Trial, seconds: float, started: datetime) -> None:
    """Write the run of a plan as `cascade-sim run` would, without its charts."""
    assert trial.plan.asked is not None
    folder.mkdir(parents=True)
    result = Result(trial.plan.scenario, trial.summarised(), seconds)
    write_to(folder, result, trial.plan.asked, started)
