"""What would have been counted in a simulation: the rows of a history, and what might be counted next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

import numpy as np
from scipy.special import ndtr

from ..analysis.calibration import DATES, Counted
from ..analysis.observing import Floats, Futures, Parts, parts_of, scope_of, series_of, spread
from ..errors import last_line
from ..experiment.answers import Answers
from ..experiment.executors import Crash, Crew
from ..measures import OBSERVABLE, Is
from ..model import scopes_of, simulate
from ..randomness.streams import Luck
from ..recording import categories, tabulate
from ..scenario import Observation, Scenario
from ..timeline import first_of_year_up_to

Item = tuple[int, tuple[float, ...]]  # the number of a simulation, and its point
Told = tuple[Floats, str | None]  # the answer, and what went wrong

_ITS_OWN_LUCK = 1 << 40  # no future of a run has a number like these
_MOST_GROUPS = 12  # of which each is a candidate by itself
_UNTIL_OVER = timedelta(days=183)  # in which deliveries that have begun are over, so that they are counted
_HOW_SURE = 1e-12  # no quantile is nearer to 0 or 1


@dataclass(frozen=True)
class Questions:
    """What a simulation is asked: the rows of a history on all their possible dates, and what may be counted next."""

    rows: tuple[Observation, ...]
    fitted: int  # of the rows, how many are fitted to; those after them are held out, and only forecast
    candidates: tuple[Observation, ...]

    @property
    def until(self) -> date:
        """The last day that matters to an answer."""
        last = [row.date + timedelta(days=int(row.date_precision_days) + 1) for row in self.rows]
        return max([*last, *(candidate.date for candidate in self.candidates)]) + _UNTIL_OVER

    def of_rows(self, told: Floats) -> Floats:
        """What answers tell of the rows, [simulation, row, date, 2]."""
        return told[:, : len(self.rows) * DATES * 2].reshape(len(told), len(self.rows), DATES, 2)

    def of_fitted(self, told: Floats) -> Floats:
        """The same of the rows that are fitted to."""
        return self.of_rows(told)[:, : self.fitted]

    def of_candidates(self, told: Floats) -> Floats:
        """What answers tell of the candidates, [simulation, candidate, 1, 2]."""
        return told[:, len(self.rows) * DATES * 2 :].reshape(len(told), len(self.candidates), 1, 2)

    @property
    def width(self) -> int:
        """How many numbers an answer has."""
        return 2 * (len(self.rows) * DATES + len(self.candidates))


class Simulating:
    """Simulates a scenario at a point, and says what would have been counted: what a worker does.

    A point has a number for each of the paths that are `drawn`, on the scale on which its prior is standard normal. It
    never raises.
    """

    def __init__(self, scenario: Scenario, drawn: Sequence[str], questions: Questions) -> None:
        self._scenario, self._drawn, self._questions = scenario, tuple(drawn), questions

    def __call__(self, item: Item) -> Told:
        """The answer of a simulation, as `Questions` reads it."""
        number, point = item
        try:
            return self._answer(Luck(self._scenario.seed, _ITS_OWN_LUCK + number), point), None
        except Exception as error:  # one bad simulation must not cost the others
            return np.full(self._questions.width, np.nan), last_line(error)

    def _answer(self, luck: Luck, point: Sequence[float]) -> Floats:
        asked, quantiles = self._questions, np.clip(ndtr(point), _HOW_SURE, 1 - _HOW_SURE)
        plan, _, _ = self._scenario.plan(dict(zip(self._drawn, quantiles.tolist(), strict=True)).__getitem__)
        plan = plan.until(asked.until)
        scopes = scopes_of(plan)
        futures = Futures.of_one(tabulate(simulate(plan, luck), scopes), categories(scopes))
        rows = (_told(futures, row, np.resize(spread(row.date_precision_days, DATES), DATES)) for row in asked.rows)
        return np.concatenate([*rows, *(_told(futures, candidate, np.zeros(1)) for candidate in asked.candidates)])


def _told(futures: Futures, observation: Observation, shifts: Floats) -> Floats:
    """What a row would be on each of its dates, and of how many it is the share: two numbers a date."""
    measure = OBSERVABLE[observation.measure]
    of, over = _of_one(parts_of(series_of(futures, measure, scope_of(observation)), observation, shifts))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = of if over is None else np.where(over > 0, of / over, np.nan)
    return np.stack([value, value if over is None else over], axis=-1).ravel()


def _of_one(parts: Parts) -> Parts:
    of, over = parts
    return of[0], None if over is None else over[0]


class Evaluating:
    """Asks simulations by number: those whose answers are kept are not made again."""

    def __init__(self, crew: Crew[Item, Told], kept: Answers, width: int, progress: Callable[[int], None]) -> None:
        self._crew, self._kept, self._width, self._progress = crew, kept, width, progress
        self.first_error: str | None = None

    def __call__(self, numbers: np.ndarray, points: Floats) -> Floats:
        """The answers [simulation, …] of points under those numbers; NaN where a simulation failed."""
        wanted = [(int(number), tuple(point.tolist())) for number, point in zip(numbers, points, strict=True)]
        todo = [item for item in wanted if item[0] not in self._kept]
        done = int(numbers[0]) - 1 + len(wanted) - len(todo) if len(numbers) else 0
        lost: dict[int, str] = {}
        for (number, _), result in self._crew.run(todo):
            if isinstance(result, Crash):
                lost[number] = result.reason
            else:
                answer, error = result
                self._kept.keep(number, answer)
                self.first_error = self.first_error or error
            done += 1
            self._progress(done)
        self.first_error = self.first_error or next(iter(lost.values()), None)
        nothing = np.full(self._width, np.nan)
        return np.array([nothing if number in lost else self._kept[number] for number, _ in wanted]).reshape(
            -1, self._width
        )


def counted(observation: Observation) -> Counted:
    """What the error of observing needs of a row: rows of one source and date were counted on one day."""
    unit = OBSERVABLE[observation.measure].unit
    kind = "share" if unit == "share" else "money" if unit == "money" else "count"
    return Counted(observation.value, kind, observation.sd, (observation.date, observation.source))  # type: ignore[arg-type]


def candidates(scenario: Scenario, rows: Sequence[Observation]) -> tuple[Observation, ...]:
    """What might be counted next: today, or when the last row was counted if that is later."""
    days = [row.date for row in rows] + ([scenario.today] if scenario.today else [])
    when = min(max(days), scenario.end)
    since = max(first_of_year_up_to(when), scenario.start)
    nothing = Observation(0, when, "", None, None, None, 0.0, None, 0.0, "", "")
    return tuple(
        replace(nothing, measure=name, since=since if OBSERVABLE[name].role is Is.FLOW else None, **scope)  # type: ignore[arg-type]
        for name, scope in _askable(scenario)
    )


def _askable(scenario: Scenario) -> Iterator[tuple[str, Mapping[str, str]]]:
    for role in scenario.roles:
        yield from ((name, {"role": role}) for name in ("members", "active", "delivering", "experienced"))
    for name, course in scenario.courses.items():
        here = {"course": name}
        if course.public is not None:
            yield from ((what, here) for what in ("arrived", "completed", "waiting"))
            continue
        if course.self_paced is not None:
            yield from ((what, here) for what in ("signed_up", "completed", "coverage"))
            continue
        yield from ((what, here) for what in ("coverage", "trained_ever", "completed", "waiting", "due_on_time"))
        yield from (
            (what, here) for what in ("deliveries_run", "deliveries_cancelled", "places_booked", "places_absent")
        )
        groups = [group for group in scenario.groups if course.for_ is None or group in course.for_]
        if 1 < len(groups) <= _MOST_GROUPS:
            yield from (("coverage", here | {"group": group}) for group in groups)
    groups = list(scenario.groups)[:_MOST_GROUPS]
    yield from chain.from_iterable((("in_post", {"group": group}), ("vacancies", {"group": group})) for group in groups)
