"""The plans that are compared: each a scenario file, or the folder of a finished run."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import UserError
from ..experiment.folder import read_manifest
from ..scenario import Scenario, load
from ..units import counted
from .asking import Asked, on_top

MOST = 6  # plans that charts can tell apart
_USUALLY = 200  # futures


@dataclass(frozen=True)
class Plan:
    """A plan: what was given, its scenario, and its run: in a folder already, or still to be asked for."""

    path: Path
    scenario: Scenario
    folder: Path | None  # of a finished run
    about: dict[str, Any]  # its manifest
    asked: Asked | None  # of one still to be run

    @property
    def name(self) -> str:
        """What it is called everywhere."""
        return self.scenario.name

    @property
    def short(self) -> str:
        """The name of its file or folder, for the names of other files."""
        return self.path.resolve().stem if self.folder is None else self.path.resolve().name

    @property
    def draws_values(self) -> bool:
        """Whether each of its futures draws values of its own."""
        if self.asked:
            return self.asked.draws_values(self.scenario)
        return self.scenario.has_ranges and not self.about["asked"]["chance_only"]


def plans_of(
    paths: Sequence[Path],
    *,
    replications: int | None,
    seed: int | None,
    sets: Sequence[str],
    chance_only: bool,
    jobs: int | None,
) -> list[Plan]:
    """The plans at these paths, the baseline first; UserError if they cannot be compared, and why."""
    if len(paths) < 2:
        raise UserError("one plan alone cannot be compared: give two or more scenario files or run folders")
    if len(paths) > MOST:
        raise UserError(f"{len(paths)} plans are more than charts can tell apart: compare at most {MOST} at a time")
    folders = [path for path in paths if path.is_dir()]
    if folders and (sets or seed is not None):
        raise UserError(f"{folders[0]} is a finished run, which --set and --seed cannot change: give its scenario file")
    ran = {path: _finished(path) for path in folders}
    loaded = {path: load(path, sets=on_top(sets, seed)) for path in paths if path not in ran}
    few = min((about["asked"]["replications"] for _, about in ran.values()), default=_USUALLY)
    number = replications or few
    if chance_only and any(not about["asked"]["chance_only"] for _, about in ran.values()):
        raise UserError("a finished run that drew values is no run by chance alone: leave out --chance-only")
    drawing = not chance_only and any(scenario.has_ranges for scenario in loaded.values())
    drawing |= any(scenario.has_ranges and not about["asked"]["chance_only"] for scenario, about in ran.values())
    found = []
    for path in paths:
        if path in ran:
            scenario, about = ran[path]
            found.append(Plan(path, scenario, path, about, None))
            continue
        scenario = loaded[path]
        own = number + ceil(number / 4) if drawing and not scenario.has_ranges else number  # as many as the others
        asked = _asked(path, own, seed, sets, chance_only=chance_only, jobs=jobs)
        found.append(Plan(path, scenario, None, {}, asked))
    _check(found)
    return found


def _asked(
    path: Path, replications: int, seed: int | None, sets: Sequence[str], *, chance_only: bool, jobs: int | None
) -> Asked:
    return Asked(
        path=path,
        replications=replications,
        seed=seed,
        chance_only=chance_only,
        at_most=replications,
        sets=tuple(sets),
        jobs=jobs,
        charts=False,
    )


def _finished(folder: Path) -> tuple[Scenario, dict[str, Any]]:
    """The scenario and the manifest of a finished run; UserError if there is none in the folder."""
    about = read_manifest(folder)
    if "plans" in about:
        runs = ", ".join(str(folder / plan["run"]) if plan["within"] else plan["run"] for plan in about["plans"])
        raise UserError(f"{folder} is a comparison already: compare the runs of its plans, {runs}")
    if not about or "asked" not in about:
        raise UserError(f"{folder} is not the folder of a finished run: give one such as outputs/NAME, or a file")
    if about.get("version") != __version__:
        raise UserError(
            f"{folder} was written by version {about.get('version')}, not {__version__}: run its file again"
        )
    kept = folder / "scenario.yaml"
    if not kept.is_file():
        raise UserError(f"{folder} has lost its scenario.yaml: run its file again")
    scenario = load(kept)
    if scenario.fingerprint != about["scenario"]["sha256"]:
        raise UserError(f"{kept} has been changed since it was run: run it again")
    return scenario, about


def _check(plans: Sequence[Plan]) -> None:
    """UserError where plans have nothing in common, or one name."""
    first, seen = plans[0], dict[str, Plan]()
    for plan in plans:
        if plan.name in seen:
            raise UserError(
                f"{seen[plan.name].path} and {plan.path} are both called '{plan.name}': give one of them another name "
                "(name: in the file; or --set name=… when it is run)"
            )
        seen[plan.name] = plan
        _check_luck(first, plan)


def _check_luck(first: Plan, plan: Plan) -> None:
    """UserError where replications of one number are not the same future, or money is not the same money."""
    ours, theirs = first.scenario, plan.scenario
    if ours.seed != theirs.seed:
        raise UserError(
            f"{first.path} has the seed {ours.seed} and {plan.path} the seed {theirs.seed}, so their futures are not "
            "the same: give --seed, or one seed in both files"
        )
    if ours.start != theirs.start:
        raise UserError(
            f"{first.path} starts on {ours.start} and {plan.path} on {theirs.start}, so their futures are "
            "not the same: let both start on one day, and what differs begin later as a dated change"
        )
    if ours.currency and theirs.currency and ours.currency != theirs.currency:
        raise UserError(
            f"{first.path} has prices in {ours.currency}, {plan.path} in {theirs.currency}: use one currency"
        )
    if ours.has_ranges and theirs.has_ranges and first.draws_values != plan.draws_values:
        raise UserError(f"one of {first.path} and {plan.path} was run by chance alone, the other not: run both alike")


def aligned_words(plans: Sequence[Plan], futures: int) -> list[str]:
    """What was left out so that the plans could be compared, in sentences; empty if nothing was."""
    ends = {plan.scenario.end for plan in plans}
    notes = [f"Dates after {min(ends)}, where the first of the plans ends, are not compared."] if len(ends) > 1 else []
    asked = [plan.asked.replications if plan.asked else plan.about["asked"]["replications"] for plan in plans]
    drawing = [number for number, plan in zip(asked, plans, strict=True) if plan.draws_values]
    if futures < max(drawing or asked):
        notes.append(f"Compared in the {counted(futures, 'future')} that all of the plans have finished.")
    return notes
