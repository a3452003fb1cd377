"""What the settings of a scenario must have in common: names that exist, dates in order, sums that add up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ..measures import MEASURES, Measure
from ..units import format_date, format_number
from .forms import OTHERS, Dated, Parts, Value
from .kinds import Given, Trouble, for_staff, one_currency, senseless, told_of
from .models import KINDS, Course, Document, Role, TargetModel
from .quantities import Quantity
from .structure import Leaf, Path
from .suggesting import unknown

LONGEST = 100  # years
SCOPES = ("course", "group", "role", "locality")


def troubles(document: Document, leaves: Sequence[Leaf], given: Given) -> Iterator[Trouble]:
    """Everything that is wrong between settings, each with its path.

    `given` says whether the file itself has something at a path.
    """
    yield from _dates(document)
    for name, group in document.groups.items():
        for setting in ("arrive_with", "hold_at_start"):
            yield from _names(("groups", name, setting), getattr(group, setting), "course", for_staff(document))
        if given(("groups", name, "localities")):
            yield from _names(("groups", name, "localities"), group.localities, "locality", document.localities)
            yield from _whole(("groups", name, "localities"), group.localities)
    yield from _whole(("localities",), document.localities)
    for name, course in document.courses.items():
        yield from _course(document, name, course)
        yield from senseless(("courses", name), course, given)
    yield from _circles(document)
    for name, role in document.roles.items():
        yield from _role(document, name, role)
    for name, target in document.targets.items():
        yield from _target(document, name, target)
    for name, budget in document.budgets.items():
        yield from _names(("budgets", name, "pays_for"), budget.pays_for or (), "course", document.courses)
        if budget.pays_for == ():
            yield ("budgets", name, "pays_for"), "the list is empty: name a course, or leave it out to mean all"
    for leaf in leaves:
        yield from _leaf(document, leaf)
    yield from one_currency(leaves)


def _dates(document: Document) -> Iterator[Trouble]:
    start, end = document.start, document.end
    if end < start:
        yield ("end",), f"the end ({end}) lies before the start ({start})"
    elif end.year - start.year > LONGEST:
        yield ("end",), f"a run lasts at most {LONGEST} years"
    for setting, when in (("start", start), ("end", end)):
        if not 1900 <= when.year <= 2300:
            yield (setting,), "expected a year from 1900 to 2300"

    if document.today is not None and document.today < start:
        yield ("today",), f"today ({document.today}) lies before the start ({start})"


def _outside(document: Document, when: date) -> bool:
    """Whether a date lies outside the run; not said of a run that ends before it starts."""
    return document.start <= document.end and not document.start <= when <= document.end


def _names(path: Path, names: Iterable[str], what: str, valid: Mapping[str, object]) -> Iterator[Trouble]:
    for name in names:
        if name not in valid:
            at = (*path, name) if isinstance(names, Mapping) else path
            yield at, unknown(what, name, valid)


def _whole(path: Path, shares: Mapping[str, Value]) -> Iterator[Trouble]:
    """Shares that do not make up a whole."""
    total = sum(share.value for share in shares.values() if isinstance(share, Quantity))
    if shares and abs(total - 1) > 1e-6:
        yield path, f"the shares add up to {format_number(total * 100)}%, not 100%"


def _course(document: Document, name: str, course: Course) -> Iterator[Trouble]:
    here = ("courses", name)
    yield from _names((*here, "for"), course.for_ or (), "group", document.groups)
    if course.for_ == ():
        yield (*here, "for"), "the list is empty: name a group, or leave it out to mean all"
    yield from _names((*here, "requires"), course.requires, "course", for_staff(document))
    yield from _names((*here, "reserve"), course.reserve, "group", document.groups)
    for entry in course.priority:
        if entry not in KINDS and entry not in document.groups:
            yield (*here, "priority"), unknown("group or kind", entry, (*KINDS, *document.groups))
    for path, role in (("taught_by", "role"), course.taught_by.role), (("makes",), course.makes):
        if role is not None and role not in document.roles:
            yield (*here, *path), unknown("role", role, document.roles)
    if course.renew_by is not None:
        if course.renew_by not in for_staff(document):
            yield (*here, "renew_by"), unknown("course", course.renew_by, for_staff(document))
        if isinstance(course.valid_for, Quantity) and course.valid_for.value == float("inf"):
            yield (*here, "renew_by"), "what is valid forever needs no renewal: give valid_for, or leave renew_by out"
    for key, schedule in course.schedule.items():
        for when in schedule.dates or ():
            if _outside(document, when):
                yield (
                    (*here, "schedule", key, "dates"),
                    f"{when} lies outside the run ({document.start} to {document.end})",
                )
        if schedule.dates == ():
            yield (*here, "schedule", key, "dates"), "the list is empty: remove the schedule with null"
        if schedule.locality is not None:
            at = (*here, "schedule", key, "locality")
            yield from _names(at, (schedule.locality,), "locality", document.localities)
        for setting, day in (("from", schedule.from_), ("to", schedule.to)):
            if day is not None and _outside(document, day):
                outside = f"{day} lies outside the run ({document.start} to {document.end})"
                yield (*here, "schedule", key, setting), outside


def _circles(document: Document) -> Iterator[Trouble]:
    """Courses that require each other in a circle, each circle once."""
    done: set[str] = set()
    for name in document.courses:
        trail: list[str] = []
        ahead = [iter([name])]  # what is still to look at, for each course of the trail
        while ahead:
            course = next(ahead[-1], None)
            if course is None:
                ahead.pop()
                done.update(trail[-1:])
                del trail[-1:]
            elif course in trail:
                circle = [*trail[trail.index(course) :], course]
                message = f"courses require each other in a circle: {' -> '.join(circle)}"
                yield ("courses", circle[-2], "requires", course), message
            elif course in document.courses and course not in done:
                trail.append(course)
                ahead.append(iter(list(document.courses[course].requires)))


def _role(document: Document, name: str, role: Role) -> Iterator[Trouble]:
    here = ("roles", name, "at_start", "from")
    shares = role.at_start.from_
    yield from _names(here, shares, "group", document.groups)
    yield from _whole(here, shares)


def _target(document: Document, name: str, target: TargetModel) -> Iterator[Trouble]:
    here = ("targets", name)
    if _outside(document, target.by):
        yield (*here, "by"), f"{target.by} lies outside the run ({document.start} to {document.end})"
    measure = MEASURES.get(target.measure)
    if measure is None:
        yield (*here, "measure"), unknown("measure", target.measure, MEASURES)
        return
    valid: Mapping[str, Mapping[str, object]]
    courses = told_of(document, measure)
    valid = {"course": courses, "group": document.groups, "role": document.roles, "locality": document.localities}
    for scope in SCOPES:
        given = getattr(target, scope)
        message = misplaced(measure, scope, given is not None)
        if message:
            yield here if given is None else (*here, scope), message
        elif given is not None:
            yield from _names((*here, scope), (given,), scope, valid[scope])
    if target.every is not None and target.every not in measure.takes:
        yield (*here, "every"), f"{measure.name} is not of a {target.every}: leave it out"
    elif target.every == "locality" and not document.localities:
        yield (*here, "every"), "the scenario has no localities"
    for key in ("at_least", "at_most"):
        yield from _level((*here, key), getattr(target, key), measure.name, measure.unit)
    low, high = target.at_least, target.at_most
    if low is not None and high is not None and low.value > high.value:
        yield (*here, "at_most"), "at_most lies below at_least"


def misplaced(measure: Measure, scope: str, given: bool) -> str | None:
    """What is wrong with giving a measure a scope (a course, group or role), or with not giving it, if anything is."""
    if given:
        return None if scope in measure.takes else f"{measure.name} is not of a {scope}: leave it out"
    needed = measure.takes[:1] == (scope,) and scope != "group"
    return f"'{scope}' is missing: {measure.name} is of one {scope}" if needed else None


def _level(path: Path, level: Quantity | None, measure: str, unit: str) -> Iterator[Trouble]:
    if level is None:
        return
    if unit == "share" and level.value > 1:
        said = level.format(level.value).rstrip("%")
        yield path, f"{measure} is a share, at most 100%: write a share such as 80%, not {said}"
    if unit != "share" and level.unit.text == "%":
        yield path, f"{measure} counts {unit}: write a number, not a share"


def _leaf(document: Document, leaf: Leaf) -> Iterator[Trouble]:
    values: list[tuple[Path, Value | None]] = [((), leaf.value)]
    if isinstance(leaf.value, Dated):
        first: date = leaf.value.items[0][0]
        values = [((when.isoformat(),), value) for when, value in leaf.value.items]
        if first > document.start:
            begins = format_date(document.start)
            message = f"nothing says what holds from the start ({begins}): add a value dated {document.start}"
            yield (*leaf.path, first.isoformat()), message
    for inside, value in values:
        for at, message in by_group(document, leaf, value):
            yield (*leaf.path, *inside, *at), message


def by_group(document: Document, leaf: Leaf, value: Value | None) -> Iterator[Trouble]:
    """What is wrong with a course's shares by group: names, and groups left out; paths begin inside the value."""
    if not isinstance(value, Parts) or value.by != "group":
        return
    names = [name for name, _ in value.items]
    for name in names:
        if name not in document.groups and name != OTHERS:
            yield (name,), unknown("group", name, (*document.groups, OTHERS))
    course = document.courses.get(leaf.path[1]) if leaf.path[0] == "courses" else None
    if course is not None and course.public is not None:
        yield (), "people of the public have no group: give one share"
        return
    whom = (course and course.for_) or tuple(document.groups)
    missing = [name for name in whom if name in document.groups and name not in names]
    if OTHERS not in names and missing:
        yield (
            (),
            f"'{missing[0]}' is missing: name every group{' the course is for' if course else ''}, or add {OTHERS}",
        )
