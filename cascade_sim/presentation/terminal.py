"""What a run prints: the answer on one screen, and the same as plain data."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ..analysis.headlines import CostStands, CourseStands, Headlines, PeopleStand
from ..measures import MEASURES, Is
from ..scenario import Target
from ..units import counted
from .notebook import as_html, as_markdown
from .standing import (
    cost_words,
    course_words,
    courses_paid_for,
    held_back_words,
    least_covered,
    people_words,
    role_words,
    unit_cost_words,
)
from .words import (
    Money,
    amount,
    capital,
    day_words,
    duration_words,
    expected,
    in_futures,
    month_words,
    percent,
    plural,
    points,
    readable,
    span,
    unit_of,
)

_MARGIN = 17  # of the label column, unless a label is longer


@dataclass(frozen=True)
class Futures:
    """How many replications there are: those told as futures, those by chance alone beside them, and those failed."""

    told: int
    chance_beside: int
    failed: int
    values_drawn: bool
    first_error: str | None

    @property
    def words(self) -> str:
        """`200 futures`."""
        return counted(self.told, "future")

    @classmethod
    def of(cls, runs: pd.DataFrame) -> "Futures":
        """Those of the table `runs`."""
        done, full = runs["status"] == "done", runs["kind"] == "full"
        drawn = bool(full.any())
        failed = runs[~done]
        return cls(
            told=int((done & full).sum() if drawn else done.sum()),
            chance_beside=int((done & ~full).sum()) if drawn else 0,
            failed=len(failed),
            values_drawn=drawn,
            first_error=None if failed.empty else str(failed["error"].iloc[0]),
        )


@dataclass(frozen=True)
class Points:
    """How many points of a history lie on the charts, and why others do not, by line of its file."""

    drawn: int
    left_out: Mapping[int, str]


@dataclass(frozen=True)
class Known:
    """How well the means of all targets that are shares are known: 95% half-widths, reached and asked for."""

    half_width: float
    asked: float


@dataclass(frozen=True, repr=False)
class Summary:
    """The answer of a run; `str()` is what the terminal shows, `to_dict()` the same as plain data."""

    name: str
    start: date
    end: date
    seconds: float
    futures: Futures
    targets: tuple[Target, ...]
    met: pd.DataFrame  # the table `targets`
    stands: Headlines
    labels: Mapping[str, Mapping[str, str]]  # of groups, courses and roles
    due: Mapping[str, float]  # days in which starters should be trained, for courses that say so
    history: Points | None  # of the history that was given, if one was
    folder: str | None  # with the results, if they were written
    contents: tuple[str, ...]  # of that folder
    known: Known | None = None  # if something was asked of it
    failed_charts: Mapping[str, str] = field(default_factory=dict)  # left out, with the reason
    public: Mapping[str, str] = field(default_factory=dict)  # courses for the public: what these people are called
    currency: str = "GBP"

    def __str__(self) -> str:
        return laid_out(self._title(), list(self.entries()), self._results())

    __repr__ = __str__  # at a Python prompt, it is the answer that one wants to see

    def _repr_html_(self, *notes: str) -> str:
        return as_html(self._title(), self.entries(), [*self._results(), *notes])

    def _repr_markdown_(self, *notes: str) -> str:
        return as_markdown(self._title(), self.entries(), [*self._results(), *notes])

    def _results(self) -> list[str]:
        """Where they were written and what there is, if they were."""
        return [f"{self.folder}/  {' · '.join(self.contents)}"] if self.folder else []

    def to_dict(self) -> dict[str, Any]:
        """Everything that is printed and a little more, of dicts, lists, texts and numbers; missing is None."""
        told = {
            "name": self.name,
            "start": self.start,
            "end": self.end,
            "seconds": round(self.seconds, 3),
            "futures": asdict(self.futures),
            "targets": [asdict(target) | row for target, row in self._targets()],
            "stands": asdict(self.stands),
            "public": self.public,
            "currency": self.currency,
            "history": None if self.history is None else asdict(self.history),
            "precision": self.known and asdict(self.known),
            "folder": self.folder,
            "failed_charts": self.failed_charts,
        }
        return {key: plain(value) for key, value in told.items()}

    def failure(self) -> str:
        """Which charts could not be drawn, and why, in one line; empty if all could."""
        return not_drawn(self.failed_charts, self.folder)

    def _targets(self) -> list[tuple[Target, dict[str, Any]]]:
        """Each target with its row of the table."""
        rows = [{str(key): value for key, value in row.items()} for row in self.met.to_dict("records")]
        return list(zip(self.targets, rows, strict=True))

    def _title(self) -> str:
        when = f"{month_words(self.start)} to {month_words(self.end)}"
        return f"{self.name} · {when} · {self.futures.words} in {self.seconds:.1f} s"

    def entries(self) -> Iterator[tuple[str, str]]:
        """Labels and texts of the lines, in order; an empty label goes on with the one before."""
        if self.futures.failed:
            yield "Failed", f"{counted(self.futures.failed, 'future')} failed and count nowhere; the first said:"
            yield "", str(self.futures.first_error)
        for target, row in self._targets():
            yield from self._target(target, row)
        if self.known:
            yield "Precision", _known(self.known)
        yield from self._standing()
        if self.history:
            yield "History", f"{counted(self.history.drawn, 'point')} on the charts"
            for line, reason in self.history.left_out.items():
                yield "", f"line {line} is on none: {reason}"

    def _standing(self) -> Iterator[tuple[str, str]]:
        """How things stand, and what holds them back."""
        month = month_words(self.stands.date)
        for course in self.stands.courses:
            yield self._about(month, course, course_words(course))
            if least := least_covered(course, month):
                yield self._about("Least covered", course, least)
        for people in self.stands.people:
            called = capital(self.public.get(people.course, "self-paced"))
            yield called, people_words(people, self._label("courses", people.course))
        for role in self.stands.roles:
            yield plural(self._label("roles", role.role)), role_words(role)
        for course in self.stands.courses:
            yield from self._waits(course)
            if course.held_back:
                yield self._about("Held back most by", course, held_back_words(course.held_back))
        for people in self.stands.people:
            if people.held_back:
                yield self._about("Held back most by", people, held_back_words(people.held_back))
        if self.stands.cost:
            yield from self._cost(self.stands.cost)

    def _cost(self, cost: CostStands) -> Iterator[tuple[str, str]]:
        unit = Money(self.currency)
        ranged = "" if self.futures.told == 1 else "likely" if self.futures.values_drawn else "by chance alone"
        yield "Cost", cost_words(cost, unit, ranged)
        for course in courses_paid_for(cost):
            yield "", unit_cost_words(cost, course, self._label("courses", course), unit)

    def _target(self, target: Target, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not row["replications"]:
            yield readable(target.name), f"{self._goal(target)}: there is nobody it could be said of"
            return
        chances = in_futures(row["probability"], row["low"], row["high"])
        yield readable(target.name), f"{self._goal(target)}: {chances}"
        unit, p10, p90 = unit_of(MEASURES[target.measure], self.currency), row["p10"], row["p90"]
        told = expected(row["expected"], unit, p10, p90, row["replications"])
        told += f" in the one {extreme_words(target)}" if target.every else ""
        if row["replications"] == 1:
            yield "", f"{told} in this one future: no range can be told"
            return
        ranges = f"by chance alone {span(row['chance_p10'], row['chance_p90'], unit)}"
        if self.futures.values_drawn:
            ranges = f"likely {span(p10, p90, unit)}; {ranges}"
        yield "", f"expected {told} ({ranges})"

    def _goal(self, target: Target) -> str:
        """`80% of staff trained by 31 March 2028`."""
        staff, others = ([one.course for one in told] for told in (self.stands.courses, self.stands.people))
        plain = len(staff + others) < 2 or staff == [target.course]
        kinds = (("groups", target.group), ("roles", target.role), ("courses", None if plain else target.course))
        where = [self._label(kind, name) for kind, name in kinds if name]
        where += [readable(target.locality)] if target.locality else []
        return goal_words(target, ", ".join(where), self.currency)

    def _waits(self, course: CourseStands) -> Iterator[tuple[str, str]]:
        said = []
        if course.on_time is not None and course.course in self.due:
            said.append(f"{percent(course.on_time)} trained within {duration_words(self.due[course.course])}")
        label = "Starters" if said else "Waiting"
        if course.weeks_waited is not None:
            said.append(f"median wait {counted(round(course.weeks_waited), 'week')}")
        if said:
            yield self._about(label, course, "; ".join(said))

    def _about(self, label: str, course: CourseStands | PeopleStand, text: str) -> tuple[str, str]:
        """A line; its text names the course where several are told."""
        alone = [course] == [*self.stands.courses]
        return label, text if alone else f"{self._label('courses', course.course)} · {text}"

    def _label(self, kind: str, name: str) -> str:
        return self.labels[kind][name]


def goal_words(target: Target, where: str = "", currency: str = "") -> str:
    """`80% of staff trained in every locality by 31 March 2028`, with what it is about in brackets."""
    measure = MEASURES[target.measure]
    unit = unit_of(measure, currency)
    bounds = [amount(bound, unit) for bound in (target.at_least, target.at_most) if bound is not None]
    level = " to ".join(bounds) if target.at_least is not None else f"at most {bounds[0]}"
    what = f"{level} of {measure.label}" if unit == "share" else f"{level} {measure.label}"
    if isinstance(unit, Money):
        what = f"{measure.label} of {level}"
    what += f" ({where})" if where else ""
    what += f" in every {target.every}" if target.every else ""
    return f"{what} {'in the year to' if measure.role is Is.FLOW else 'by'} {day_words(target.by)}"


def extreme_words(target: Target) -> str:
    """Which group or locality a target on every one of them is about in a future: `trained least`, `with the most`."""
    most = "least" if target.at_least is not None else "most"
    return f"trained {most}" if target.measure == "coverage" else f"with the {most}"


def _known(known: Known) -> str:
    reached = f"expected shares to within {points(known.half_width)} percentage points"
    if known.half_width <= known.asked:
        return f"{reached}, {points(known.asked)} were asked for"
    return f"{reached} only: --at-most came before the {points(known.asked)} asked for"


def laid_out(title: str, entries: Sequence[tuple[str, str]], notes: Iterable[str]) -> str:
    """A title, lines with their labels before them, and notes, as the terminal shows them."""
    margin = max(_MARGIN, *(len(label) for label, _ in entries)) + 3
    lines = [title, "", *(f"  {label:<{margin}}{text}" for label, text in entries)]
    return "\n".join([*lines, *(line for note in notes for line in ("", f"  {note}"))])


def not_drawn(failed_charts: Mapping[str, str], folder: str | None) -> str:
    """Which charts could not be drawn, and why, in one line; empty if all could."""
    if not failed_charts:
        return ""
    said = ", ".join(f"{name} ({reason})" for name, reason in failed_charts.items())
    return f"could not draw {said}; all else is in {folder}/"


def plain(value: Any) -> Any:
    """The same of dicts, lists, texts, finite numbers and None alone."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()[:10]  # of a moment, its day
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
