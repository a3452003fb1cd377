"""Loading: a file becomes a validated scenario, or one error that lists everything wrong with it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import Problem, ScenarioError
from ..measures import MEASURES
from ..timeline import Calendar, Timeline
from .calendars import ClosedDays, Holiday
from .changes import Applied, applied
from .checks import troubles
from .compiling import Compiler, Contradiction, unworkable
from .forms import Dated, Value
from .kinds import Trouble
from .merging import filled, for_resolved, merged, split_path
from .models import Course, Document, Group, Role
from .money import amounts, currency, one_currency
from .plan import Plan
from .posterior import POSTERIOR_FILE, Posterior, posterior_of, read_table
from .quantities import Basis, Quantity
from .reading import Node, write
from .sizes import too_large
from .structure import Leaf, Path, leaves
from .terms import Misfit, numbers_in
from .validating import Placed, validate

if TYPE_CHECKING:
    from .findings import Finding


@dataclass(frozen=True)
class Target:
    """What should be true at the end of the day `by`; shares lie between 0 and 1."""

    name: str
    measure: str
    course: str | None
    group: str | None
    role: str | None
    at_least: float | None
    at_most: float | None
    by: date
    locality: str | None = None
    every: str | None = None  # group or locality: it has to hold in each of them

    @property
    def is_share(self) -> bool:
        """Whether it is about a share."""
        return MEASURES[self.measure].unit == "share"


@dataclass(frozen=True)
class Evidence:
    """A row of the assumptions register: a number as written, and how sure we are of it."""

    path: str
    value: str
    low: str | None
    high: str | None
    unit: str
    source: str | None
    basis: Basis | None


SCENARIO_FILES = ("scenario.yaml", POSTERIOR_FILE)  # where a run keeps a scenario


class Scenario:
    """A validated scenario: all that defines a run except the number of replications and which one it is."""

    def __init__(
        self,
        document: Document,
        resolved: Node,
        compiler: Compiler,
        closed: ClosedDays,
        register: tuple[Evidence, ...],
        placed: Placed,
    ) -> None:
        self._document, self._resolved, self._compiler = document, resolved, compiler
        self._closed, self._placed = closed, placed
        self.register = register

    @cached_property
    def findings(self) -> tuple["Finding", ...]:
        """What is legal in the file and cannot work, in the order of the file."""
        from .findings import find  # noqa: PLC0415 - which looks at scenarios

        return find(self)

    def place(self, path: Path) -> Problem:
        """Where what stands at a path was written, or the nearest thing around it; with no message."""
        return self._placed.problem(path, "")

    def closures(self) -> Mapping[str, tuple[date, ...]]:
        """The days of each closure, to two years after the end, weekends included."""
        return {name: tuple(self._closed.closure(name)) for name in self._document.calendar.closed}

    def changed_by(self, path: Path) -> Path | None:
        """The path of the first change of a setting; None if nothing changes it."""
        written = (change.alteration.written for change in self._compiler.alterations if change.path == path)
        first = next(written, None)
        return None if first is None else split_path(first)

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Where values inside their ranges break another rule, so that some futures draw what has to be clipped."""
        return self._compiler.contradictions()

    @property
    def holidays(self) -> tuple[Holiday, ...]:
        """The public holidays on which no course is held, to two years after the end, with their names."""
        return self._closed.holidays

    @property
    def name(self) -> str:
        """What it is called in charts and tables."""
        return self._document.name

    @property
    def start(self) -> date:
        """The first day."""
        return self._document.start

    @property
    def end(self) -> date:
        """The last day."""
        return self._document.end

    @property
    def seed(self) -> int:
        """Chooses the random numbers."""
        return self._document.seed

    @property
    def today(self) -> date | None:
        """Where the past ends and the forecast begins, if the file says so."""
        return self._document.today

    @property
    def year_starts(self) -> int:
        """The month in which years of yearly tables begin, 1 to 12."""
        return self._document.year_starts

    @property
    def groups(self) -> Mapping[str, Group]:
        """The staff groups by name, in file order."""
        return self._document.groups

    @property
    def courses(self) -> Mapping[str, Course]:
        """The courses by name, in file order."""
        return self._document.courses

    @property
    def roles(self) -> Mapping[str, Role]:
        """The roles by name, in file order."""
        return self._document.roles

    @property
    def localities(self) -> tuple[str, ...]:
        """The localities by name, in file order; none where the area is not divided."""
        return tuple(self._document.localities)

    @cached_property
    def currency(self) -> str:
        """What money is counted in, such as GBP; empty where nothing has a price."""
        return currency(amounts(self._document, _settings(self._document), self._compiler.alterations))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The targets, in file order."""
        return tuple(
            Target(
                name, t.measure, t.course, t.group, t.role,
                t.at_least and t.at_least.value, t.at_most and t.at_most.value, t.by, t.locality, t.every,
            )
            for name, t in self._document.targets.items()
        )  # fmt: skip

    @property
    def has_ranges(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self._compiler.ranged)

    @property
    def ranged(self) -> Mapping[str, Quantity]:
        """Every number with a range, by the path where it is written, which keys its draws."""
        return MappingProxyType(self._compiler.ranged)

    @property
    def posterior(self) -> Posterior | None:
        """Joint draws of some of the numbers with a range; None where each is drawn by itself."""
        return self._compiler.posterior

    def limits(self, path: str) -> tuple[float, float]:
        """The least and the most, in base units, that a number written at a path may be."""
        form = self._compiler.forms.get(path)
        return (form.minimum, form.maximum) if form else (-inf, inf)

    def plan(self, u: Callable[[str], float] | None = None) -> tuple[Plan, dict[str, float], tuple[str, ...]]:
        """The plan of one replication, the values drawn and what was clipped.

        `u` gives for the path where a number is written the quantile at which to draw it, in (0, 1); None holds
        everything at its value. Values drawn are by written path, in the unit as written: 13.2 for 13.2%/year.
        """
        return self._compiler.plan(u)

    def resolved(self) -> str:
        """YAML of this scenario in one file: it loads again to an equal scenario with the same draws.

        Where there is a posterior, it names one beside it: `files` has both.
        """
        return write(self.plain())

    def files(self) -> dict[str, str]:
        """The text of `scenario.yaml`, and of the posterior that it names, by name: all that it takes to load again."""
        texts = (self.resolved(), *(() if self.posterior is None else (self.posterior.text(),)))
        return dict(zip(SCENARIO_FILES, texts, strict=False))

    def plain(self) -> dict[str, Any]:
        """What `resolved` writes, of dicts, lists, texts, numbers and dates."""
        plain: dict[str, Any] = self._resolved.plain()
        return plain

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that matters for results: names, labels, reasons and sources do not."""
        compiler = self._compiler
        settings = [(recipe.name, [term.canonical() for term in recipe.terms.values()]) for recipe in compiler.recipes]
        structure = [
            (name, c.for_, c.taught_by.role, c.days, c.priority, c.renew_by, c.makes, *_schedules(c), *_kind(c))
            for name, c in self.courses.items()
        ]
        money = [(name, budget.pays_for) for name, budget in self._document.budgets.items()]
        closed = sorted(set(self._closed))
        run = (self.start, self.end, self.seed, self.year_starts, self.targets)
        parts = (
            compiler.breaks,
            compiler.stretches,
            settings,
            structure,
            tuple(self.groups),
            tuple(self.roles),
            closed,
            run,
            self.localities,
            money,
        )
        joint = () if self.posterior is None else (self.posterior.fingerprint,)
        return hashlib.sha256(repr((*parts, *joint)).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (self._document, self.holidays, self.register, self.fingerprint) == (
            other._document,
            other.holidays,
            other.register,
            other.fingerprint,
        )

    def __hash__(self) -> int:
        return hash(self.fingerprint)


def load(path: str | FilePath, sets: Iterable[str] = ()) -> Scenario:
    """Read a scenario file, with each of `sets` (`path=value`) on top; ScenarioError lists everything wrong with it."""
    tree, misread, named = merged(FilePath(path), sets)
    drawn, unread = (None, []) if named is None else read_table(named)
    misread += unread
    placed = Placed(filled(tree))
    document, problems, mended = validate(placed)
    if document is None or any((setting,) in mended for setting in _NEEDED):
        raise ScenarioError(_in_order([*misread, *_besides(problems, misread)]))
    settings = _settings(document)
    closed = ClosedDays(document.calendar, document.start, document.end)
    compiler, found = _compiled(document, settings, placed, closed)
    problems += [
        placed.problem(at, message)
        for at, message in found
        if not mended.touches(at) and not mended.touches(placed.written(at))
    ]
    if compiler and named and drawn:
        compiler.posterior, unfit = posterior_of(drawn, compiler.numbers, named)
        misread += unfit
    if not problems and not misread and compiler:
        problems += [placed.problem(at, message) for at, message in too_large(compiler.plan(None)[0])]
    if misread or problems or compiler is None:
        raise ScenarioError(_in_order([*misread, *_besides(problems, misread)]))
    if compiler.posterior is None:
        document, tree = document.model_copy(update={"posterior": None}), _without_posterior(tree)
    register = tuple(_register(settings, compiler.alterations, placed))
    return Scenario(document, for_resolved(tree), compiler, closed, register, placed)


def _without_posterior(tree: Node) -> Node:
    """The same; a posterior of which nothing is drawn changes nothing."""
    assert isinstance(tree.value, dict)
    return Node({key: node for key, node in tree.value.items() if key != "posterior"}, tree.place, tree.keys)


def _schedules(course: Course) -> Iterator[tuple[Any, ...]]:
    schedules = course.schedule.items()
    return ((name, one.dates, one.locality, one.from_, one.to) for name, one in schedules)


def _kind(course: Course) -> Iterator[object]:
    """What a course is, apart from its numbers."""
    follow_up = course.follow_up
    yield course.public is not None
    yield course.self_paced is not None
    yield follow_up and (follow_up.sessions, follow_up.required)


_NEEDED = ("start", "end", "groups", "courses", "roles")  # without these nothing else can be checked


def _settings(document: Document) -> list[Leaf]:
    """Every setting of every group, course, role and budget."""
    kinds = (
        ("groups", document.groups),
        ("courses", document.courses),
        ("roles", document.roles),
        ("budgets", document.budgets),
    )
    return [leaf for kind, models in kinds for name, model in models.items() for leaf in leaves(model, (kind, name))]


def _compiled(
    document: Document, settings: Sequence[Leaf], placed: Placed, closed: ClosedDays
) -> tuple[Compiler | None, list[Trouble]]:
    """The compiled scenario, and everything that is wrong between settings."""
    found = list(troubles(document, settings, placed.gives))
    if any(at in (("start",), ("end",)) for at, _ in found):
        return None, found
    timeline = Timeline(document.start, document.end, (target.by for target in document.targets.values()))
    alterations, wrong = applied(document, settings, timeline)
    wrong += one_currency(amounts(document, settings, alterations))
    too_many = unworkable(settings, alterations, timeline)
    if too_many:
        return None, [*found, *wrong, ((), too_many)]
    compiler = Compiler(
        document,
        settings,
        alterations,
        (timeline, Calendar(timeline, closed)),
        lambda path: ".".join(placed.written(path)),
    )
    misfits = dict.fromkeys(_misfit(misfit) for misfit in compiler.misfits())
    return compiler, [*found, *wrong, *misfits]


def _misfit(misfit: Misfit) -> Trouble:
    """Where a value that breaks a rule was given: in a change, or in the setting itself."""
    term = misfit.term
    if term.alterations:
        at = split_path(term.alterations[-1].written)
        return at, f"makes {term.path} {misfit.was}, which must be {misfit.rule}"
    if misfit.limit and misfit.limit.alterations:
        at = split_path(misfit.limit.alterations[-1].written)
        return at, f"leaves {term.path} at {misfit.was}, which must be {misfit.rule}"
    return tuple(term.path.split(".")), f"must be {misfit.rule}, found {misfit.was}"


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, in the order of the file."""
    once = dict.fromkeys(problems)
    return sorted(once, key=lambda problem: (problem.file, problem.line or 0, problem.column or 0))


def _besides(problems: Iterable[Problem], misread: Iterable[Problem]) -> list[Problem]:
    """Without those that stand where something could not be read as it was meant."""
    places = {(problem.file, problem.line, problem.column) for problem in misread if problem.line}
    return [problem for problem in problems if (problem.file, problem.line, problem.column) not in places]


def _register(settings: Sequence[Leaf], alterations: Iterable[Applied], placed: Placed) -> Iterator[Evidence]:
    """A row for each number that carries evidence, once however many inherit it."""
    seen = set()
    for leaf in settings:
        for inside, quantity in _numbers(leaf.value):
            path = ".".join((*placed.written(leaf.path), *inside))
            if quantity.has_evidence and path not in seen:
                seen.add(path)
                yield _evidence(path, quantity)
    for change in alterations:
        for inside, quantity in numbers_in(change.alteration.value):
            path = ".".join((change.alteration.written, *inside))
            if quantity.has_evidence and path not in seen:
                seen.add(path)
                yield _evidence(path, quantity)


def _numbers(value: Value | None) -> Iterator[tuple[Path, Quantity]]:
    if isinstance(value, Dated):
        for when, now in value.items:
            yield from (((when.isoformat(), *inside), quantity) for inside, quantity in numbers_in(now))
    else:
        yield from numbers_in(value)


def _evidence(path: str, quantity: Quantity) -> Evidence:
    low, high = (None if end is None else quantity.format(end) for end in (quantity.low, quantity.high))
    return Evidence(
        path, quantity.format(quantity.value), low, high, quantity.unit.text, quantity.source, quantity.basis
    )
