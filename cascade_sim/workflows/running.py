"""Running a scenario: load → simulate → summarise → write."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .. import __version__
from ..experiment.experiment import Progress, choose_executor, run_experiment, tables_of
from ..experiment.folder import check_folder
from ..experiment.identity import IN_FULL, USUAL, Identity
from ..experiment.journal import Journal
from ..experiment.replicate import Replication, number_replications
from ..experiment.workplace import Workplace, is_unfinished, workplace
from ..scenario import Scenario, load, load_history
from .asking import Asked
from .going_on import Count, told_how_to_go_on

if TYPE_CHECKING:
    from ..analysis import Precision
    from .result import Result

Location = str | Path


def run(
    path: Location,
    *,
    replications: int = 200,
    seed: int | None = None,
    jobs: int | None = None,
    chance_only: bool = False,
    precision: str | None = None,
    at_most: int = 5000,
    sets: Sequence[str] = (),
    out: Location | None = None,
    force: bool = False,
    resume: bool = False,
    history: Location | None = None,
    charts: bool = True,
    report: bool = False,
    slides: bool = False,
    detail: str = USUAL,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> "Result":
    """Simulate a scenario file and sum up what came of it; with `out`, write it all to that folder.

    `sets` are settings on top of the file (`courses.foundation.places=20`) and `seed` replaces its seed. `jobs` is the
    number of processes (None: one for each processor) and changes no result. `chance_only` holds every value that has
    a range. With `precision` (`0.5pp`: half a percentage point either way), replications are added to those asked for,
    up to `at_most`, until the mean of every target that is a share is known so well. `force` replaces a folder that
    no run wrote. `resume` goes on from an unfinished run into the same folder, and gives what an unbroken one gives; a
    run that is finished is read back. `progress` is called with the replications done and how many there are, `tell`
    with what one should know besides. `history` is a CSV file of what was counted in life, laid over the charts;
    without `charts` none are written, with `report` a report and a workbook are, with `slides` slides. A chart that
    cannot be drawn is left out: `failed_charts` of the result says why.
    With `detail="full"`, the table `coverage_by_group_and_locality` is filled, where there are localities.

    UserError says what is wrong with the files or the folder, before any work is done; RunFailed, that no replication
    could be finished; NotFinished, that a disk is full or a folder could not be written, and Interrupted, a
    KeyboardInterrupt, that one was: both say how to go on.
    """
    asked = Asked(
        path=Path(path),
        replications=replications,
        seed=seed,
        chance_only=chance_only,
        precision=precision,
        at_most=at_most,
        sets=tuple(sets),
        out=None if out is None else Path(out),
        force=force,
        jobs=jobs,
        resume=resume,
        history=None if history is None else Path(history),
        charts=charts,
        report=report,
        slides=slides,
        detail=detail,
    )
    return _answer(asked, Count(progress), tell or say_nothing)


def _answer(asked: Asked, count: Count, tell: Callable[[str], None]) -> "Result":
    """What comes of what was asked; `count` is called with the replications done."""
    started, clock = datetime.now(UTC), time.perf_counter()
    scenario = load(asked.path, sets=asked.settings())
    wanted = asked.precision_of(scenario)
    observed = None if asked.history is None else load_history(asked.history, scenario)
    if asked.out is not None:
        check_folder(asked.out, force=asked.force, keep=asked.files())
        if asked.resume and not is_unfinished(asked.out):
            from .summing_up import read_back  # noqa: PLC0415 - as below

            return replace(read_back(scenario, asked, asked.out, tell), history=observed, precision=wanted)
    where = workplace(asked.out, Journal) if asked.out else nullcontext()
    with where as place, told_how_to_go_on(asked, count, place):
        journal = _journal(scenario, asked, place, tell)
        with _summing_up_imported(charts=asked.charts and place is not None):
            numbered = simulate(scenario, asked, wanted, journal, count)
        from .result import Result  # noqa: PLC0415 - here it need not be waited for
        from .summing_up import summarise, with_about, write  # noqa: PLC0415

        tables = summarise(scenario, tables_of(scenario, numbered, journal))
        result = Result(scenario, tables, time.perf_counter() - clock, observed, precision=wanted)
        return write(result, place, asked, started) if place else with_about(result, asked)


@contextmanager
def _summing_up_imported(*, charts: bool) -> Iterator[None]:
    """Meanwhile import what a run is summed up with, which takes a second: this process only waits for its workers.

    Whatever cannot be imported is told where it is needed.
    """
    with ThreadPoolExecutor(1) as beside:
        beside.submit(import_module, f"{__package__}.summing_up")
        if charts:
            beside.submit(import_module, "..presentation.charts", __package__)
        yield


def _journal(
    scenario: Scenario, asked: Asked, place: Workplace[Journal] | None, tell: Callable[[str], None]
) -> Journal:
    """Where finished replications are kept: in memory, or in a file from which a later run can go on."""
    if place is None:
        return Journal()
    identity = Identity.of(scenario, __version__, draws_values=asked.draws_values(scenario), detail=asked.detail)
    if asked.resume:
        place.go_on(identity)
    elif lost := place.begin(identity):
        tell(f"Began again: {lost} futures of an unfinished run were there, which --resume would have gone on from.")
    return place.journal


def simulate(
    scenario: Scenario, asked: Asked, wanted: "Precision | None", journal: Journal, progress: Progress
) -> tuple[Replication, ...]:
    """Work out as many replications as were asked for, and as many more as it takes for the precision wanted."""
    count, numbered = asked.replications, tuple[Replication, ...]()
    shares = {target: np.zeros(0) for target in scenario.targets if target.is_share}
    while True:
        before, numbered = numbered, number_replications(count, draws_values=asked.draws_values(scenario))
        executor = choose_executor(asked.jobs, len(numbered))
        run_experiment(scenario, numbered, executor, journal, progress, in_detail=asked.detail == IN_FULL)
        if wanted is None:
            return numbered
        from ..analysis import target_values  # noqa: PLC0415 - as above

        added = tables_of(scenario, sorted({*numbered} - {*before}), journal)
        shares = {t: np.concatenate([told, target_values(added, t)]) for t, told in shares.items()}
        enough = wanted.next(count, shares.values())
        if enough == count:
            return numbered
        count = enough


def say_nothing(_: str) -> None:
    """What tells nobody."""
