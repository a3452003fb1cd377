"""Calibrating: load → simulate from the ranges → hold against the history → draw from what it leaves → write."""

import time
from collections.abc import Sequence
from contextlib import closing, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import RunFailed, UserError
from ..experiment.answers import Answers
from ..experiment.experiment import Progress, choose_executor
from ..experiment.folder import check_folder
from ..experiment.identity import Identity
from ..experiment.workplace import Workplace, workplace
from ..scenario import History, Scenario, load_history
from ..timeline import as_date
from .calibration_asked import DISCREPANCY, CalibrationAsked
from .counting import Evaluating, Questions, Simulating, candidates
from .fitting import Fitted, to_fit
from .going_on import Count, told_how_to_go_on
from .running import Location, say_nothing
from .searching import Found, Search, Tell

if TYPE_CHECKING:
    from .calibration import Calibration


def calibrate(
    path: Location,
    history: Location,
    *,
    fit: Sequence[str] = (),
    simulations: int | None = None,
    minutes: float | None = None,
    until: date | str | None = None,
    discrepancy: str = DISCREPANCY,
    quick: bool = False,
    anyway: bool = False,
    sets: Sequence[str] = (),
    seed: int | None = None,
    jobs: int | None = None,
    out: Location | None = None,
    force: bool = False,
    resume: bool = False,
    charts: bool = True,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> "Calibration":
    """Hold a scenario against a history, and find what the counts leave of what is not known; `out`: a folder for it.

    `history` is a CSV file of what was counted in life. What is fitted is every number with a range that is not
    measured, or those that `fit` names: `PATH`, or `PATH=low..high`. `discrepancy` is what the model may be off by
    itself. At most so many `simulations` are made (8,000 unless given), and none is begun after so many `minutes`.
    Counts after the day `until` are held out: not fitted to, but forecast, so as to see how well.
    `quick` seeks one best fit, as a starting point. Where the history lies outside what the ranges can produce, it
    stops and says so, but for `anyway`. The other options are those of `run`.

    UserError says what is wrong with the files, or why the history and the ranges do not go together; RunFailed, that
    no simulation could be finished; NotFinished and Interrupted are those of `run`.
    """
    asked = CalibrationAsked(
        path=Path(path),
        history=Path(history),
        fit=tuple(fit),
        simulations=simulations,
        minutes=minutes,
        until=None if until is None else as_date(until),
        discrepancy=discrepancy,
        quick=quick,
        anyway=anyway,
        seed=seed,
        sets=tuple(sets),
        jobs=jobs,
        out=None if out is None else Path(out),
        force=force,
        resume=resume,
        charts=charts,
    )
    return _answer(asked, Count(progress, "simulations"), tell or say_nothing)


def _answer(asked: CalibrationAsked, count: Count, tell: Tell) -> "Calibration":
    """What comes of what was asked; `count` is called with the simulations done."""
    started, clock = datetime.now(UTC), time.perf_counter()
    fitted = to_fit(asked.path, asked.fit, sets=asked.sets, seed=asked.seed)
    history = load_history(asked.history, fitted.scenario)
    questions = _questions(history, fitted.scenario, asked.until)
    if asked.out is not None:
        check_folder(asked.out, force=asked.force, keep=[asked.path, asked.history])
    where = workplace(asked.out, Answers) if asked.out else nullcontext()
    with where as place, told_how_to_go_on(asked, count, place):
        kept = _answers(fitted, asked, place, tell)
        executor = choose_executor(asked.jobs, asked.budget)
        with closing(executor.crew(Simulating(fitted.scenario, fitted.drawn, questions))) as crew:
            evaluate = Evaluating(crew, kept, questions.width, lambda done: count(done, asked.budget))
            found = _found(Search(asked, fitted, questions, evaluate, tell), clock, place)
        from .calibration import Calibration  # noqa: PLC0415 - it needs pandas, for which nobody has to wait before
        from .writing_calibration import write  # noqa: PLC0415

        result = Calibration(fitted, history, questions, asked, found, time.perf_counter() - clock)
        return write(result, place, started) if place else result


def _found(search: Search, clock: float, place: Workplace[Answers] | None) -> Found:
    """What is found; where that is that files do not go together, nothing is kept to go on from."""
    try:
        return search.found(clock)
    except (UserError, RunFailed):
        if place:
            place.forget()
        raise


def _questions(history: History, scenario: Scenario, until: date | None) -> Questions:
    """What simulations are asked: rows up to the day `until` are fitted to, those after it are held out."""
    rows = history.observations
    fitted = tuple(row for row in rows if until is None or row.date <= until)
    if not fitted:
        reasons = "".join(f"\n  line {row.row}: {row.reason}" for row in history.set_aside)
        reasons += "".join(f"\n  line {row.row}: {row.date} is after {until}, and so held out" for row in rows)
        raise UserError(f"nothing in {history.path} can be held against this scenario:{reasons}")
    held_out = tuple(row for row in rows if row not in fitted)
    return Questions((*fitted, *held_out), len(fitted), candidates(scenario, fitted))


def _answers(fitted: Fitted, asked: CalibrationAsked, place: Workplace[Answers] | None, tell: Tell) -> Answers:
    """Where answers are kept: in memory, or in a file from which a later calibration can go on."""
    if place is None:
        return Answers()
    identity = Identity.of(fitted.scenario, __version__, draws_values=True).asked(asked.matters())
    if asked.resume:
        place.go_on(identity)
    elif lost := place.begin(identity):
        tell(f"Began again: {lost} simulations of an unfinished calibration were there, which --resume goes on from.")
    return place.journal
