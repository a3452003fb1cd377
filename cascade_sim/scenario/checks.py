"""What the settings of a scenario must have in common: names that exist, dates in order, sums that add up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ..units import format_date, format_number
from .aims import target_troubles
from .forms import OTHERS, Dated, Parts, Value, Word
from .kinds import Given, Trouble, for_staff, senseless
from .models import KINDS, Course, Document, Group, Role, ScheduleModel
from .quantities import Quantity
from .structure import Leaf, Path
from .suggesting import unknown

LONGEST = 100  # years


def troubles(document: Document, leaves: Sequence[Leaf], given: Given) -> Iterator[Trouble]:
    """Everything that is wrong between settings, each with its path.

    `given` says whether the file itself has something at a path.
    """
    yield from _dates(document)
    for name, group in document.groups.items():
        yield from _group(document, name, group)
    yield from _whole(("localities",), document.localities)
    for name, course in document.courses.items():
        yield from _course(document, name, course)
        yield from senseless(("courses", name), course, given)
    yield from _circles(document)
    for name, role in document.roles.items():
        yield from _role(document, name, role)
    for name, target in document.targets.items():
        if _outside(document, target.by):
            yield ("targets", name, "by"), f"{target.by} lies outside {_run(document)}"
        yield from target_troubles(document, name, target)
    for name, budget in document.budgets.items():
        yield from _names(("budgets", name, "pays_for"), budget.pays_for or (), "course", document.courses)
        if budget.pays_for == ():
            yield ("budgets", name, "pays_for"), "the list is empty: name a course, or leave it out to mean all"
    for leaf in leaves:
        yield from _leaf(document, leaf)


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


def _run(document: Document) -> str:
    return f"the run ({document.start} to {document.end})"


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


def _held_by_staff(document: Document, path: Path, names: Iterable[str]) -> Iterator[Trouble]:
    """Courses named where staff have to hold something by them."""
    staff = for_staff(document)
    for name in names:
        at = (*path, name) if isinstance(names, Mapping) else path
        if name in document.courses and name not in staff:
            yield at, f"the course '{name}' is for the public, so that no staff hold it: name a course for staff"
        elif name not in staff:
            yield at, unknown("course", name, staff)


def _group(document: Document, name: str, group: Group) -> Iterator[Trouble]:
    for setting in ("arrive_with", "hold_at_start"):
        yield from _held_by_staff(document, ("groups", name, setting), getattr(group, setting))
    if group.localities != document.localities:  # its own, or those of `defaults`
        here = ("groups", name, "localities")
        yield from _names(here, group.localities, "locality", document.localities)
        yield from _whole(here, group.localities)
        if not group.localities:
            yield here, "is empty: name localities, or leave it out to mean those of the scenario"


def _course(document: Document, name: str, course: Course) -> Iterator[Trouble]:
    here = ("courses", name)
    yield from _names((*here, "for"), course.for_ or (), "group", document.groups)
    if course.for_ == ():
        yield (*here, "for"), "the list is empty: name a group, or leave it out to mean all"
    yield from _held_by_staff(document, (*here, "requires"), course.requires)
    yield from _names((*here, "reserve"), course.reserve, "group", document.groups)
    for entry in course.priority:
        if entry not in KINDS and entry not in document.groups:
            yield (*here, "priority"), unknown("group or kind", entry, (*KINDS, *document.groups))
    for path, role in (("taught_by", "role"), course.taught_by.role), (("makes",), course.makes):
        if role is not None and role not in document.roles:
            yield (*here, *path), unknown("role", role, document.roles)
    if course.renew_by is not None:
        yield from _held_by_staff(document, (*here, "renew_by"), (course.renew_by,))
        if isinstance(course.valid_for, Quantity) and course.valid_for.value == float("inf"):
            yield (*here, "renew_by"), "what is valid forever needs no renewal: give valid_for, or leave renew_by out"
    for key, schedule in course.schedule.items():
        yield from _schedule(document, (*here, "schedule", key), schedule)


def _schedule(document: Document, here: Path, schedule: ScheduleModel) -> Iterator[Trouble]:
    first, last = schedule.from_ or date.min, schedule.to or date.max
    for when in schedule.dates or ():
        if _outside(document, when):
            yield (*here, "dates"), f"{when} lies outside {_run(document)}"
        elif not first <= when <= last:
            limit = f"before 'from' ({first})" if when < first else f"after 'to' ({last})"
            yield (*here, "dates"), f"{when} lies {limit} of the schedule, so nothing is held then: leave it out"
    if schedule.dates == ():
        yield (*here, "dates"), "the list is empty: remove the schedule with null"
    if schedule.locality is not None:
        yield from _names((*here, "locality"), (schedule.locality,), "locality", document.localities)
    for setting, day in (("from", schedule.from_), ("to", schedule.to)):
        if day is not None and _outside(document, day):
            yield (*here, setting), f"{day} lies outside {_run(document)}"


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
    if role.serves == Word("own locality") and not document.localities:
        yield ("roles", name, "serves"), "the scenario has no localities: give some, or write serves: all"


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
        for at, message in (*by_group(document, leaf, value), *people(leaf, value)):
            yield (*leaf.path, *inside, *at), message


def people(leaf: Leaf, value: Value | None) -> Iterator[Trouble]:
    """Arrivals told as a share, of nothing that is known."""
    if leaf.path[-1] == "arrivals" and isinstance(value, Quantity) and value.unit.text.startswith("%"):
        yield (), "people arrive, not a share of them: write a number such as 20/week"


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
        yield (), f"'{leaf.path[1]}' is for the public, who have no group: give one share"
        return
    whom = (course and course.for_) or tuple(document.groups)
    missing = [name for name in whom if name in document.groups and name not in names]
    if OTHERS not in names and missing:
        yield (
            (),
            f"'{missing[0]}' is missing: name every group{' the course is for' if course else ''}, or add {OTHERS}",
        )
