"""The search of a calibration: from the ranges of a scenario to what the counts of a history leave of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

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
from ..measures import OBSERVABLE
from ..presentation.grids import value_words
from ..presentation.words import unit_of
from ..randomness.streams import stable_key
from ..scenario import Observation
from .calibration_asked import CalibrationAsked
from .counting import Evaluating, Questions, counted
from .fitting import Fitted

_OF_BUDGET = 16  # a particle for every so many simulations that may be made
_FIRST = 300  # simulations at least that say what the ranges can produce
_AGAIN = 4  # for every so many particles, one fresh simulation at the end
_LEAST_AGAIN = 50  # simulations that say how well a best fit fits
_UNSEEN = 0.12  # correlation with every row below which no row depends on a value, as far as can be seen
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Found:
    """What a calibration found, in numbers alone.

    `before` and `after` say how each row of the history lies among what would be counted, by the ranges and by what
    the counts left; `first` are the points drawn from the ranges; `sample` those the counts left, or `best` the one
    that fits best, if no more was asked for. `unseen` are the places of values that move no row. Points have a number
    for each value that is fitted, and no others.
    """

    before: tuple[Fit, ...]
    contradictions: tuple[Contradiction, ...]
    unseen: tuple[int, ...]
    first: Floats
    budget: int
    after: tuple[Fit, ...] = ()
    sample: Sample | None = None
    best: Floats | None = None
    next: tuple[NextCount, ...] = ()
    simulations: int = 0


class Search:
    """One calibration at work."""

    def __init__(
        self,
        asked: CalibrationAsked,
        fitted: Fitted,
        questions: Questions,
        evaluate: Evaluating,
        tell: Tell,
    ) -> None:
        self._asked, self._fitted, self._questions = asked, fitted, questions
        self._evaluate, self._tell = evaluate, tell
        self._all = ObservationError([counted(row) for row in questions.rows], asked.share_off())
        self._error = ObservationError(self._all.rows[: questions.fitted], asked.share_off())
        self._rng = np.random.default_rng([stable_key("calibrate"), fitted.scenario.seed])

    def found(self, clock: float) -> Found:
        """All that is found; `clock` is when it began."""
        asked, paths = self._asked, self._fitted.paths
        particles = asked.budget if asked.quick else min(PARTICLES, asked.budget // _OF_BUDGET)
        again = particles // _AGAIN
        late = np.inf if asked.minutes is None else clock + 60 * asked.minutes
        sampler = Sampler(
            self._evaluate,
            lambda told: self._error.log_likelihood(self._questions.of_fitted(told)),
            Spending(asked.budget if asked.quick else asked.budget - again, lambda: time.perf_counter() > late),
            self._rng,
        )
        points, told = sampler.first(max(particles, _FIRST), len(self._fitted.drawn))
        rows = self._simulated_at_all(told)
        before = fits(self._questions.of_rows(told), self._all, self._rng)
        apart = contradictions(rows, self._error, self._rng)
        self._stop_unless_they_agree(before[: self._questions.fitted], apart)
        unseen = _unseen(points[:, : len(paths)], rows)
        if len(unseen) == len(paths):
            raise UserError(
                f"nothing in {asked.history} depends on what is fitted ({', '.join(paths)}): name other values to --fit"
            )
        matching = Matching(points, rows, self._error)
        first = points[:, : len(paths)]
        known = Found(before=before, contradictions=apart, unseen=unseen, first=first, budget=asked.budget)
        if asked.quick:
            best = best_fit(matching, points)
            again_there = sampler.simulated(np.tile(best, (max(_LEAST_AGAIN, len(points) // _OF_BUDGET), 1)))
            after, spent = self._after(again_there, again_there), sampler.spending.spent
            return replace(known, best=best[: len(paths)], after=after, simulations=spent)
        sampler.worth, sampler.guess = matching.worth, matching.guess
        sample = sampler.run(points[:particles], told[:particles])
        fresh = sampler.simulated(sample.points[self._some(len(sample.points), again)])
        fitted = replace(sample, points=sample.points[:, : len(paths)])
        after, spent = self._after(fresh, sample.told), sampler.spending.spent
        return replace(known, sample=fitted, after=after, next=self._next(fitted), simulations=spent)

    def _after(self, fresh: Floats, fitted: Floats) -> tuple[Fit, ...]:
        """How each row lies: those fitted to, among what new simulations tell; those held out, among the forecasts.

        A forecast goes on from the simulations that explain the counts before it, with their luck.
        """
        number = self._questions.fitted
        explained = fits(self._questions.of_rows(fresh), self._all, self._rng)
        forecast = fits(self._questions.of_rows(fitted), self._all, self._rng)
        return (*explained[:number], *forecast[number:])

    def _simulated_at_all(self, told: Floats) -> Floats:
        rows = self._questions.of_fitted(told)
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
                row = self._questions.rows[fit.row]
                yield self._problem(
                    fit.row,
                    f"{self._words(row, row.value)} counted lies outside what the ranges of the file produce: "
                    f"{self._words(row, fit.low)} to {self._words(row, fit.high)} in nine simulations of ten "
                    f"(P-value {fit.p_value:.3f}). Widen the ranges on which it rests, look at the count again, or go "
                    "on with --anyway",
                )

    def _against_one_another(self, apart: Sequence[Contradiction]) -> Iterator[Problem]:
        for pair in apart:
            row, other = (self._questions.rows[i] for i in (pair.row, pair.other))
            yield self._problem(
                pair.row,
                f"{self._words(row, row.value)} here and {self._words(other, other.value)} in line {other.row} "
                f"({other.measure}) cannot both be so: together they lie {pair.off:.0f} standard deviations from what "
                "the ranges produce. Look at both counts again, or go on with --anyway",
            )

    def _words(self, row: Observation, value: float) -> str:
        return value_words(value, unit_of(OBSERVABLE[row.measure], self._fitted.scenario.currency or "GBP"))

    def _problem(self, place: int, message: str) -> Problem:
        row = self._questions.rows[place]
        return Problem(str(self._asked.history), row.row, None, row.measure, message)

    def _next(self, sample: Sample) -> tuple[NextCount, ...]:
        asked = [counted(candidate) for candidate in self._questions.candidates]
        told = self._questions.of_candidates(sample.told)
        return next_counts(sample.points, told, asked, self._error.discrepancy, self._rng)

    def _some(self, number: int, wanted: int) -> np.ndarray:
        return self._rng.choice(number, min(number, wanted), replace=False)


def _unseen(points: Floats, rows: Floats) -> tuple[int, ...]:
    """The places of values with which no row of the history moves, as far as the first simulations tell."""
    middle = rows[..., 0].mean(axis=2)
    known = np.isfinite(middle).all(axis=1)
    moving = np.hstack([points[known], middle[known][:, middle[known].std(axis=0) > 0]])
    together = np.abs(np.corrcoef(moving.T))[: points.shape[1], points.shape[1] :]
    least = max(_UNSEEN, 3 / sqrt(max(1, int(known.sum()))))
    strongest: Floats = together.max(axis=1, initial=0.0)
    return tuple(int(i) for i in np.flatnonzero(strongest < least))
