"""Comparing plans: load → simulate what is missing → measure each → set side by side → write."""

import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RunFailed, UserError
from ..experiment.experiment import Progress
from ..experiment.folder import check_folder
from ..timeline import month_end
from .asking import check_slides
from .plans import Plan, aligned_words, plans_of
from .running import Location
from .trials import Trial, trial_of

if TYPE_CHECKING:
    from ..analysis import Outcomes, Yardstick
    from .comparison import Comparison


def compare(
    paths: Sequence[Location],
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    chance_only: bool = False,
    worthwhile: str = "1pp",
    why: bool = False,
    sets: Sequence[str] = (),
    out: Location | None = None,
    force: bool = False,
    charts: bool = True,
    report: bool = False,
    slides: bool = False,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> "Comparison":
    """Set plans side by side in the same futures, the first as the baseline; with `out`, write it all to that folder.

    Each of the `paths` is a scenario file, which is run, or the folder of a finished run. Plans share their luck: the
    same seed, the same numbers of replications, the same draws of what both leave unknown. `replications` is that of
    files (left out: as many as the runs given have, or 200); what not all plans have is left out of the comparison.
    `worthwhile` is the least difference worth having: `1pp`, one percentage point, and one percent of the baseline
    where a measure is no share. `why` runs what lies between the baseline and each other plan, to say what each changed
    setting does: up to 62 runs for six changes. `report` writes a report and a workbook as well, `slides` slides.
    The other options are those of `run`, for the files.

    UserError says what is wrong with the files or folders, or why they cannot be compared, before any work is done;
    RunFailed, that no future of a plan could be finished.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    from .comparison import Comparison, parse_worthwhile  # noqa: PLC0415 - pandas, for which help need not wait

    check_slides(asked=slides)
    enough, given = parse_worthwhile(worthwhile), [Path(path) for path in paths]
    plans = plans_of(given, replications=replications, seed=seed, sets=sets, chance_only=chance_only, jobs=jobs)
    folder = None if out is None else Path(out)
    if folder is not None:
        check_folder(folder, force=force, keep=given)
    wanted, courses = _yardsticks(plans)
    trials = _trials(plans, wanted, courses, progress)
    outcomes = _in_the_same_futures(trials)
    told = _told(outcomes, wanted)
    result = Comparison(
        plans=tuple(plan.name for plan in plans),
        trials={trial.plan.name: trial for trial in trials},
        yardsticks=told,
        outcomes=outcomes,
        worthwhile=enough,
        seconds=0.0,
        notes=_notes(plans, outcomes, wanted, told),
    )
    if why:
        from .explaining import explain  # noqa: PLC0415

        result = replace(result, why=explain(trials, outcomes, told, progress, jobs))
    result = replace(result, seconds=time.perf_counter() - clock)
    if tell:
        for note in result.notes:
            tell(note)
    from .writing_comparison import with_about, write  # noqa: PLC0415

    asked = {"worthwhile": worthwhile, "why": why, "replications": result.futures.told}
    command = _command(given, plans, sets, seed, chance_only=chance_only, worthwhile=worthwhile, why=why)
    result = with_about(result, command, asked)
    if folder is None:
        return result
    return write(result, folder, started=started, charts=charts, report=report, slides=slides)


def _command(
    given: Sequence[Path],
    plans: Sequence[Plan],
    sets: Sequence[str],
    seed: int | None,
    *,
    chance_only: bool,
    worthwhile: str,
    why: bool,
) -> str:
    """The command that gives the same numbers."""
    asked = [plan.asked.replications for plan in plans if plan.asked]
    words = ["cascade-sim", "compare", *map(str, given), *(["-n", str(min(asked))] if asked else [])]
    words += [] if seed is None else ["--seed", str(seed)]
    words += ["--chance-only"] if chance_only else []
    words += ["--worthwhile", worthwhile, *(["--why"] if why else [])]
    return shlex.join([*words, *(word for item in sets for word in ("--set", item))])


def _yardsticks(plans: Sequence[Plan]) -> tuple[tuple["Yardstick", ...], tuple[str, ...]]:
    """What the plans are compared by, as the baseline asks it first; and the courses whose coverage is told."""
    from .. import analysis  # noqa: PLC0415
    from ..presentation.having import public_of  # noqa: PLC0415
    from .result import courses_told  # noqa: PLC0415

    scenarios = [plan.scenario for plan in plans]
    first, end = scenarios[0], min(scenario.end for scenario in scenarios)
    targets = {target.name: target for scenario in reversed(scenarios) for target in scenario.targets}
    ordered = dict.fromkeys(target.name for scenario in scenarios for target in scenario.targets)
    courses = courses_told(first)
    wanted = analysis.yardsticks(
        [targets[name] for name in ordered if targets[name].by <= end],
        courses=courses,
        roles=first.roles,
        public=public_of(first),
        when=_horizon(plans, end),
        money=any(scenario.currency for scenario in scenarios),
    )
    return wanted, courses


def _horizon(plans: Sequence[Plan], end: date) -> date:
    """The date of headline measures: the baseline's next target, or the last date that the tables of all plans have."""
    first = plans[0].scenario
    dates = sorted(target.by for target in first.targets if target.by <= end)
    ahead = [by for by in dates if first.today is None or by > first.today]
    when = (ahead or dates or [end])[-1 if not ahead else 0]
    snapshots = [{plan.scenario.end, *(target.by for target in plan.scenario.targets)} for plan in plans]
    if when == month_end(when) or all(when in some for some in snapshots):
        return when
    before = month_end(when.replace(day=1)).replace(day=1)
    return max(first.start, month_end(date.fromordinal(before.toordinal() - 1)))


def _trials(
    plans: Sequence[Plan], wanted: Sequence["Yardstick"], courses: Sequence[str], progress: Progress | None
) -> list[Trial]:
    """Each plan tried out, one after the other, so that the memory of one is enough for all."""
    return [trial_of(plan, wanted, courses, progress) for plan in plans]


def _in_the_same_futures(trials: Sequence[Trial]) -> Mapping[str, "Outcomes"]:
    """The outcomes of each plan in the futures that all of them have; an error if there are none."""
    from .. import analysis  # noqa: PLC0415

    for trial in trials:
        if not len(trial.outcomes.full):
            raise RunFailed(f"every future of {trial.plan.path} failed; the first said: {trial.error}")
    same = analysis.aligned([trial.outcomes for trial in trials])
    if not len(same[0].full):
        raise UserError("no future was finished with all of these plans: run their files again")
    return {trial.plan.name: one for trial, one in zip(trials, same, strict=True)}


def _told(outcomes: Mapping[str, "Outcomes"], wanted: Sequence["Yardstick"]) -> tuple["Yardstick", ...]:
    from .. import analysis  # noqa: PLC0415

    told = analysis.told_of_all(outcomes, wanted)
    if not told:
        raise UserError(
            "these plans share nothing they could be compared by: no target, course or role that all of them have"
        )
    return told


def _notes(
    plans: Sequence[Plan],
    outcomes: Mapping[str, "Outcomes"],
    wanted: Sequence["Yardstick"],
    told: Sequence["Yardstick"],
) -> tuple[str, ...]:
    """What is not compared, and why."""
    first = next(iter(outcomes.values()))
    left_out = [one.name for one in wanted if one not in told]
    end = min(plan.scenario.end for plan in plans)
    left_out += list(
        dict.fromkeys(target.name for plan in plans for target in plan.scenario.targets if target.by > end)
    )
    notes = aligned_words(plans, len(first.full))
    if left_out:
        notes.append(f"Not compared, since not every plan tells of it: {', '.join(left_out)}.")
    return tuple(notes)
