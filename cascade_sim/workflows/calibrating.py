"""Calibrating: load → simulate from the ranges → hold against the history → draw from what it leaves → write."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .. import __version__
from ..analysis.calibration import (
    PARTICLES,
    Contradiction,
    Fit,
    Matching,
    NextCount,
    ObservationError,
    Sample,
    Sampler,
    Spending,
    best_fit,
    contradictions,
    fits,
    next_counts,
)
from ..analysis.observing import Floats
from ..errors import Problem, RunFailed, ScenarioError, UserError
from ..experiment.answers import Answers
from ..experiment.experiment import Progress, choose_executor
from ..experiment.folder import check_folder
from ..experiment.identity import Identity
from ..experiment.workplace import Workplace, workplace
from ..measures import OBSERVABLE
from ..presentation.grids import value_words
from ..presentation.words import unit_of
from ..randomness.streams import stable_key
from ..scenario import History, Observation, load_history
from .calibration_asked import DISCREPANCY, CalibrationAsked
from .counting import Evaluating, Questions, Simulating, candidates, counted
from .fitting import Fitted, to_fit
from .going_on import Count, told_how_to_go_on
from .running import Location

if TYPE_CHECKING:
    from .calibration import Calibration, Found

_OF_BUDGET = 10  # a particle for every so many simulations that may be made
_AGAIN = 4  # for every so many particles, one fresh simulation at the end
_UNSEEN = 0.12  # correlation with every row below which no row depends on a value, as far as can be seen
Tell = Callable[[str], None]


def calibrate(
    path: Location,
    history: Location,
    *,
    fit: Sequence[str] = (),
    simulations: int | None = None,
    minutes: float | None = None,
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
    itself. At most so many `simulations` are made (12,000 unless given), and none is begun after so many `minutes`.
    `quick` seeks one best fit, as a starting point. Where the history lies outside what the ranges can produce, it
    stops and says so, but for `anyway`. The other options are those of `run`.

    UserError says what is wrong with the files, or why the history and the ranges do not go together; RunFailed, that
    no simulation could be finished; NotFinished and Interrupted are those of `run`.
    """
    started, clock, tell = datetime.now(UTC), time.perf_counter(), tell or _say_nothing
    asked = CalibrationAsked(
        path=Path(path),
        history=Path(history),
        fit=tuple(fit),
        simulations=simulations,
        minutes=minutes,
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
    fitted = to_fit(asked.path, asked.fit, sets=asked.sets, seed=seed)
    told = load_history(asked.history, fitted.scenario)
    _something_to_fit_to(told)
    if asked.out is not None:
        check_folder(asked.out, force=force, keep=[asked.path, asked.history])
    questions = Questions(told.observations, candidates(fitted.scenario, told.observations))
    count = Count(progress, "simulations")
    with (
        workplace(asked.out, Answers) if asked.out else nullcontext() as place,
        told_how_to_go_on(asked, count, place),
    ):
        kept = _answers(fitted, asked, place, tell)
        executor = choose_executor(jobs, asked.budget)
        with closing(executor.crew(Simulating(fitted.scenario, fitted.paths, questions))) as crew:
            evaluate = Evaluating(crew, kept, questions.width, lambda done: count(done, asked.budget))
            found = _Search(asked, fitted, told, questions, evaluate, tell).found(clock)
        from .calibration import Calibration  # noqa: PLC0415 - it needs pandas, for which nobody has to wait before
        from .writing_calibration import write  # noqa: PLC0415

        result = Calibration(fitted, told, questions, asked, found, time.perf_counter() - clock)
        return write(result, place, started) if place else result


def _something_to_fit_to(history: History) -> None:
    if history.observations:
        return
    reasons = "".join(f"\n  line {row.row}: {row.reason}" for row in history.set_aside)
    raise UserError(f"nothing in {history.path} can be held against this scenario:{reasons}")


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


class _Search:
    """One calibration at work."""

    def __init__(
        self,
        asked: CalibrationAsked,
        fitted: Fitted,
        history: History,
        questions: Questions,
        evaluate: Evaluating,
        tell: Tell,
    ) -> None:
        self._asked, self._fitted, self._history, self._questions = asked, fitted, history, questions
        self._evaluate, self._tell = evaluate, tell
        self._error = ObservationError([counted(row) for row in history.observations], asked.share_off())
        self._rng = np.random.default_rng([stable_key("calibrate"), fitted.scenario.seed])

    def found(self, clock: float) -> "Found":
        """All that is found; `clock` is when it began."""
        from .calibration import Found  # noqa: PLC0415 - as above

        asked, paths = self._asked, self._fitted.paths
        particles = asked.budget if asked.quick else min(PARTICLES, asked.budget // _OF_BUDGET)
        again = particles // _AGAIN
        late = np.inf if asked.minutes is None else clock + 60 * asked.minutes
        sampler = Sampler(
            self._evaluate,
            lambda told: self._error.log_likelihood(self._questions.of_rows(told)),
            Spending(asked.budget if asked.quick else asked.budget - again, lambda: time.perf_counter() > late),
            self._rng,
        )
        points, told = sampler.first(particles, len(paths))
        rows = self._simulated_at_all(told)
        before = fits(rows, self._error, self._rng)
        apart = contradictions(rows, self._error, self._rng)
        self._stop_unless_they_agree(before, apart)
        unseen = _unseen(points, rows)
        if len(unseen) == len(paths):
            raise UserError(
                f"nothing in {asked.history} depends on what is fitted ({', '.join(paths)}): name other values to --fit"
            )
        matching = Matching(points, rows, self._error)
        known = Found(before=before, contradictions=apart, unseen=unseen, first=points, budget=asked.budget)
        if asked.quick:
            return self._quickly(sampler, matching, known)
        sampler.worth = matching.worth
        sample = sampler.run(points, told)
        fresh = self._questions.of_rows(sampler.simulated(sample.points[self._some(len(sample.points), again)]))
        return replace(
            known,
            sample=sample,
            after=fits(fresh, self._error, self._rng),
            next=self._next(sample),
            simulations=sampler.spending.spent,
        )

    def _quickly(self, sampler: Sampler, matching: Matching, known: "Found") -> "Found":
        """The best fit, and how well it fits."""
        best = best_fit(matching, known.first)
        again = self._questions.of_rows(sampler.simulated(np.tile(best, (max(50, len(known.first) // 10), 1))))
        after = fits(again, self._error, self._rng)
        return replace(known, best=best, after=after, simulations=sampler.spending.spent)

    def _simulated_at_all(self, told: Floats) -> Floats:
        rows = self._questions.of_rows(told)
        if not np.isfinite(rows).all(axis=(1, 2, 3)).any():
            first = self._evaluate.first_error
            raise RunFailed(
                f"every simulation failed; the first said: {first}"
                if first
                else "no simulation can say what the history counts: nobody is there to be counted in any of them"
            )
        return rows

    def _stop_unless_they_agree(self, before: Sequence[Fit], apart: Sequence[Contradiction]) -> None:
        """ScenarioError with what lies outside what the ranges can produce; told in passing with --anyway."""
        problems = [*self._outside(before), *self._against_one_another(apart)]
        if not problems:
            return
        if self._asked.anyway or self._asked.quick:
            for problem in problems:
                self._tell(str(problem))
            return
        raise ScenarioError(problems)

    def _outside(self, before: Sequence[Fit]) -> Iterator[Problem]:
        for fit in before:
            if fit.outside:
                row = self._history.observations[fit.row]
                yield self._problem(
                    fit.row,
                    f"{self._words(row, row.value)} counted lies outside what the ranges of the file produce: "
                    f"{self._words(row, fit.low)} to {self._words(row, fit.high)} in nine simulations of ten "
                    f"(P-value {fit.p_value:.3f}). Widen the ranges on which it rests, look at the count again, or go "
                    "on with --anyway",
                )

    def _against_one_another(self, apart: Sequence[Contradiction]) -> Iterator[Problem]:
        for pair in apart:
            row, other = (self._history.observations[i] for i in (pair.row, pair.other))
            yield self._problem(
                pair.row,
                f"{self._words(row, row.value)} here and {self._words(other, other.value)} in line {other.row} "
                f"({other.measure}) cannot both be so: together they lie {pair.off:.0f} standard deviations from what "
                "the ranges produce. Look at both counts again, or go on with --anyway",
            )

    def _words(self, row: Observation, value: float) -> str:
        return value_words(value, unit_of(OBSERVABLE[row.measure], self._fitted.scenario.currency or "GBP"))

    def _problem(self, place: int, message: str) -> Problem:
        row = self._history.observations[place]
        return Problem(str(self._history.path), row.row, None, row.measure, message)

    def _next(self, sample: Sample) -> tuple[NextCount, ...]:
        asked = [counted(candidate) for candidate in self._questions.candidates]
        told = self._questions.of_candidates(sample.told)
        return next_counts(sample.points, told, asked, self._error.discrepancy, self._rng)

    def _some(self, number: int, wanted: int) -> np.ndarray:
        return self._rng.choice(number, min(number, wanted), replace=False)


def _say_nothing(_: str) -> None:
    pass


def _unseen(points: Floats, rows: Floats) -> tuple[int, ...]:
    """The places of values with which no row of the history moves, as far as the first simulations tell."""
    middle = rows[..., 0].mean(axis=2)
    known = np.isfinite(middle).all(axis=1)
    moving = np.hstack([points[known], middle[known][:, middle[known].std(axis=0) > 0]])
    together = np.abs(np.corrcoef(moving.T))[: points.shape[1], points.shape[1] :]
    least = max(_UNSEEN, 3 / sqrt(max(1, int(known.sum()))))
    strongest: Floats = together.max(axis=1, initial=0.0)
    return tuple(int(i) for i in np.flatnonzero(strongest < least))
