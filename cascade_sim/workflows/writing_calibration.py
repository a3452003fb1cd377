"""Writing the folder of a calibration: the scenario as it is now known, its draws, tables, charts and report."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from .. import __version__
from ..experiment.answers import Answers
from ..experiment.manifest import described, write_manifest
from ..experiment.workplace import Workplace
from ..presentation.files import write_calibration
from .calibration import CALIBRATED, POSTERIOR, STARTING_POINT, Calibration
from .result import drawn
from .summing_up import REPORT


def write(calibration: Calibration, place: Workplace[Answers], started: datetime) -> Calibration:
    """Write it all to its folder, which appears whole or not at all; the calibration, with what is in it."""
    folder = calibration.asked.out
    assert folder is not None
    with place.results() as staged:
        files = _scenario(calibration, folder)
        for name, text in files.items():
            (staged / name).write_text(text, encoding="utf-8", newline="\n")
        (staged / "tables").mkdir()
        write_calibration(calibration.tables, staged / "tables")
        calibration = replace(calibration, about=described(_about(calibration)))
        failed = drawn(lambda: calibration.plot.write(staged / "charts")) if calibration.asked.charts else {}
        reports = (REPORT,) if calibration.asked.charts else ()
        folders = [f"{name}/" for name in ("tables", "charts") if (staged / name).exists()]
        contents = (*reports, *files, *folders, "manifest.json")
        calibration = calibration.written(folder, contents, failed)
        if reports:
            (staged / REPORT).write_text(calibration.page(staged / "charts"), encoding="utf-8", newline="\n")
        told = {**(calibration.about or {}), **({"failed_charts": dict(failed)} if failed else {})}
        write_manifest(staged, told, started=started, finished=datetime.now(UTC))
    return calibration


def _scenario(calibration: Calibration, folder: Path) -> dict[str, str]:
    """The scenario as it is now known, and the draws that it names, by the names of their files."""
    text = calibration.scenario_text(folder)
    if calibration.found.sample is None:
        return {STARTING_POINT: text}
    return {CALIBRATED: text, POSTERIOR: calibration.posterior_text()}


def _about(calibration: Calibration) -> dict[str, object]:
    """What the manifest says, apart from versions, times and files."""
    asked, scenario, found = calibration.asked, calibration.fitted.scenario, calibration.found
    sample = found.sample
    return {
        "version": __version__,
        "command": asked.command(),
        "calibrated": asked.matters(),
        "scenario": {"file": str(asked.path), "name": scenario.name, "sha256": scenario.fingerprint},
        "seed": scenario.seed,
        "simulations": found.simulations,
        "weight": None if sample is None else sample.weight,
        "settled": sample is not None and sample.settled,
    }
