"""From a validated scenario to plans: everything is resolved once, and each replication only draws and converts.

Time is cut at every day on which a dated value or a change begins or ends. Within a stretch each setting is a `Term`;
a group, course, role or budget whose terms are the same in two stretches is built once and shared, and what no range
reaches is built once for all replications.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from ..timeline import Calendar, Timeline
from .assembling import Names, budget, course, group, role
from .changes import Applied
from .forms import Dated, Value
from .models import Document
from .plan import Plan, Settings
from .posterior import POSTERIOR, Posterior
from .quantities import Quantity, constant
from .structure import Leaf
from .terms import Alteration, Misfit, Numbers, Term, numbers_in

Terms = dict[str, Term]  # by the setting's path within its group, course, role or budget
Draw = Callable[[str], float]
Build = Callable[[Names, str, Terms, Numbers], Any]
_BUILDERS: tuple[tuple[str, Build], ...] = (
    ("groups", group),
    ("courses", course),
    ("roles", role),
    ("budgets", budget),
)
MOST_STRETCHES, MOST_TERMS = 1_000, 1_000_000  # what is worked out in a few seconds
_ROWS = 200  # of a posterior in which contradictions are looked for
_EVERYBODY = constant(1.0, "share")


class Recipe:
    """A group, course, role or budget during the stretches in which it does not change."""

    def __init__(self, build: Build, name: str, terms: Terms) -> None:
        self.build, self.name, self.terms = build, name, terms
        self.drawn = {written for term in terms.values() for written, q in term.quantities() if q.has_range}


@dataclass(frozen=True)
class Contradiction:
    """A setting whose range reaches, within the ranges of what limits it, values that break a rule.

    `chance` is the share of futures in which what is drawn has to be clipped.
    """

    path: tuple[str, ...]
    rule: str
    example: str
    chance: float


class Compiler:
    """Compiles one scenario into plans."""

    def __init__(
        self,
        document: Document,
        leaves: Sequence[Leaf],
        alterations: Sequence[Applied],
        calendar: tuple[Timeline, Calendar],
        written: Callable[[tuple[str, ...]], str],
    ) -> None:
        timeline, self.calendar = calendar
        self.timeline = timeline
        self.names = Names(document, timeline)
        self.document = document
        self.alterations = alterations
        self.breaks = _breaks(leaves, alterations, timeline)
        self.recipes: list[Recipe] = []
        self.stretches: list[tuple[tuple[int, ...], ...]] = []  # for each: recipes of each kind
        self._resolve(_histories(leaves, alterations, timeline, self.breaks, written))
        terms = [term for recipe in self.recipes for term in recipe.terms.values()]
        self.numbers: dict[str, Quantity] = {written: q for term in terms for written, q in term.quantities()}
        self.ranged = {written: q for written, q in self.numbers.items() if q.has_range}
        self.forms = {".".join((term.written, *at)): term.form for term in terms for at, _ in numbers_in(term.value)}
        self.posterior: Posterior | None = None  # joint draws of some of those with a range
        self._fixed: dict[int, Any] = {}
        self._held: Plan | None = None

    def _resolve(self, histories: dict[tuple[str, ...], list[Term]]) -> None:
        """Find the recipes, and for each stretch which of them it is made of."""
        settings: dict[tuple[str, ...], dict[str, list[Term]]] = {}
        for path, history in histories.items():
            settings.setdefault(path[:2], {})[".".join(path[2:])] = history
        found: dict[tuple[Any, ...], int] = {}

        def recipe(kind: str, name: str, build: Build, stretch: int) -> int:
            terms = {key: history[stretch] for key, history in settings.get((kind, name), {}).items()}
            identity = (kind, name, *map(id, terms.values()))
            if identity not in found:
                found[identity] = len(self.recipes)
                self.recipes.append(Recipe(build, name, terms))
            return found[identity]

        for stretch in range(len(self.breaks)):
            kinds = (
                tuple(recipe(kind, name, build, stretch) for name in getattr(self.document, kind))
                for kind, build in _BUILDERS
            )
            self.stretches.append(tuple(kinds))

    def misfits(self) -> list[Misfit]:
        """Every number that breaks a rule where all values are held: errors of the file."""
        numbers = Numbers(self.names.groups, {})
        for recipe in self.recipes:
            recipe.build(self.names, recipe.name, recipe.terms, numbers)
        return numbers.misfits

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Every setting that has to be clipped somewhere between the ends of the ranges, as written."""
        found: dict[str, Contradiction] = {}
        for recipe in self.recipes:
            clipped = [misfit for point in self._extremes(recipe) for misfit in self._clipped(recipe, point)]
            for misfit in clipped:
                if misfit.term.path not in found:
                    path, example = misfit.term.path, f"{misfit.was} drawn, {misfit.rule}: {misfit.used} used"
                    chance = self._chance_of_clipping(recipe, path)
                    found[path] = Contradiction(tuple(path.split(".")), misfit.rule, example, chance)
        return tuple(found.values())

    def _extremes(self, recipe: Recipe) -> Iterator[dict[str, float]]:
        """Quantiles at which what a recipe draws may contradict itself: all corners, and many rows."""
        joint = set(self.posterior.paths) & recipe.drawn if self.posterior else set()
        alone = sorted(recipe.drawn - joint)
        yield from ({**corner, POSTERIOR: 0.5} for corner in _corners(alone))
        if joint:
            yield from ({**dict.fromkeys(alone, 0.5), POSTERIOR: (i + 0.5) / _ROWS} for i in range(_ROWS))

    def _clipped(self, recipe: Recipe, u: Mapping[str, float]) -> list[Misfit]:
        """What has to be clipped of a recipe whose numbers are drawn at those quantiles."""
        numbers = Numbers(self.names.groups, self._drawn(u.__getitem__, recipe.drawn))
        recipe.build(self.names, recipe.name, recipe.terms, numbers)
        return numbers.misfits

    def _chance_of_clipping(self, recipe: Recipe, path: str) -> float:
        """The share of 1,000 draws in which a setting is clipped."""
        lots, written = Random(0), [*sorted(recipe.drawn), *([POSTERIOR] if self.posterior else [])]
        clipped = 0
        for _ in range(1000):
            misfits = self._clipped(recipe, {name: lots.uniform(1e-6, 1 - 1e-6) for name in written})
            clipped += any(misfit.term.path == path for misfit in misfits)
        return clipped / 1000

    def plan(self, u: Draw | None) -> tuple[Plan, dict[str, float], tuple[str, ...]]:
        """The plan of one replication, what was drawn (in units as written), and what was clipped."""
        if u is None or not self.ranged:
            if self._held is None:
                self._held = self._assembled(self._built(range(len(self.recipes)), Numbers(self.names.groups, {})))
            return self._held, {}, ()
        drawn = self._drawn(u, self.ranged)
        numbers = Numbers(self.names.groups, drawn)
        if not self._fixed:
            fixed = [i for i, recipe in enumerate(self.recipes) if not recipe.drawn]
            self._fixed = self._built(fixed, Numbers(self.names.groups, {}))
        moving = self._built((i for i, recipe in enumerate(self.recipes) if recipe.drawn), numbers)
        said = {written: quantity.unit.number(drawn[written]) for written, quantity in self.ranged.items()}
        clipped = tuple(dict.fromkeys(misfit.sentence() for misfit in numbers.misfits))
        return self._assembled({**self._fixed, **moving}), said, clipped

    def _drawn(self, u: Draw, which: Iterable[str]) -> dict[str, float]:
        """An amount of each of these numbers: out of one row of the posterior, or else at a quantile of its own."""
        joint = self.posterior.draw(u(POSTERIOR)) if self.posterior else {}
        return {
            written: self.ranged[written].rounded(joint[written])
            if written in joint
            else self.ranged[written].draw(u(written))
            for written in which
        }

    def _built(self, which: Iterable[int], numbers: Numbers) -> dict[int, Any]:
        recipes = ((i, self.recipes[i]) for i in which)
        return {i: recipe.build(self.names, recipe.name, recipe.terms, numbers) for i, recipe in recipes}

    def _assembled(self, built: dict[int, Any]) -> Plan:
        shared: dict[tuple[int, ...], tuple[Any, ...]] = {}

        def together(indexes: tuple[int, ...]) -> tuple[Any, ...]:
            if indexes not in shared:
                shared[indexes] = tuple(built[i] for i in indexes)
            return shared[indexes]

        settings = tuple(Settings(*(together(kind) for kind in stretch)) for stretch in self.stretches)
        document = self.document
        return Plan(
            document.seed,
            self.timeline,
            self.calendar,
            self.breaks,
            settings,
            document.year_starts,
            document.today,
            self.names.localities,
        )


def _corners(names: Sequence[str]) -> Iterator[dict[str, float]]:
    """Quantiles a hair inside the ends of the ranges, such that any two names are at either end while the other is not.

    A rule is about a number and at most one other, so that whatever can be broken is broken at one of these: two names
    differ in some binary digit of their places, and for each digit those that have it are at one end, the rest at the
    other.
    """
    low, high = 0.0501, 0.9499
    for digit in range(len(names).bit_length()):
        for ones, zeros in ((low, high), (high, low)):
            yield {name: ones if place >> digit & 1 else zeros for place, name in enumerate(names)}


def unworkable(leaves: Sequence[Leaf], alterations: Sequence[Applied], timeline: Timeline) -> str | None:
    """What is too much about a scenario of which working out what holds when would take minutes, if anything is."""
    number = len(_breaks(leaves, alterations, timeline))
    if number > MOST_STRETCHES:
        return f"dated values and changes cut the run into {number:,} stretches: give at most {MOST_STRETCHES:,}"
    if number * (len(leaves) + len(alterations)) > MOST_TERMS:
        altered = f"{len(alterations):,} times in {number:,} stretches of the run"
        return f"changes alter settings {altered}: too often to work out; join or leave out some"
    return None


def _breaks(leaves: Sequence[Leaf], alterations: Sequence[Applied], timeline: Timeline) -> tuple[float, ...]:
    dated = {timeline.day(when) for leaf in leaves if isinstance(leaf.value, Dated) for when, _ in leaf.value.items}
    changed = {day for change in alterations for day in (change.begin, change.finish)}
    return (0.0, *(float(day) for day in sorted(dated | changed) if 0 < day < timeline.days))


def _histories(
    leaves: Sequence[Leaf],
    alterations: Sequence[Applied],
    timeline: Timeline,
    breaks: tuple[float, ...],
    written: Callable[[tuple[str, ...]], str],
) -> dict[tuple[str, ...], list[Term]]:
    """For each setting its term in each stretch; the same object while nothing changes."""
    by_path: dict[tuple[str, ...], list[Applied]] = {}
    for change in alterations:
        by_path.setdefault(change.path, []).append(change)
    values = {leaf.path: leaf.value for leaf in leaves}
    histories = {}
    for leaf in leaves:
        path, value, source = leaf.path, leaf.value, leaf.path
        if path[-1] == "willing" and path[-2] in ("existing", "starters") and value is None:
            source = (*path[:-2], "willing")
            value = values[source] or _EVERYBODY
        changes = by_path.get(path, [])
        days = [timeline.day(when) for when, _ in value.items] if isinstance(value, Dated) else []
        if not changes and not days:
            histories[path] = [_term(leaf, value, 0, written(source), ())] * len(breaks)
            continue
        history: list[Term] = []
        known: dict[tuple[Any, ...], Term] = {}
        for begin in breaks:
            index = max(bisect_right(days, begin) - 1, 0)
            active = tuple(c.alteration for c in changes if c.begin <= begin < c.finish)
            key = (index, *map(id, active))
            if key not in known:
                known[key] = _term(leaf, value, index, written(source), active)
            history.append(known[key])
        histories[path] = history
    return histories


def _term(leaf: Leaf, value: Value | None, index: int, written: str, active: tuple[Alteration, ...]) -> Term:
    """A setting while the value of that index is in force (of those that are dated) and these changes are."""
    if not isinstance(value, Dated):
        return Term(".".join(leaf.path), leaf.form, value, written, active)
    when, now = value.items[index]
    return Term(".".join(leaf.path), leaf.form, now, f"{written}.{when.isoformat()}", active)
