"""What goes with what in a course for staff or the public, held on dates or self-paced; and money."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..measures import Measure
from .forms import Dated
from .models import Course, Document
from .quantities import Quantity
from .structure import Leaf, Path
from .terms import numbers_in

Given = Callable[[Path], bool]
Trouble = tuple[Path, str]  # where, and what is wrong

_NOT_SELF_PACED = (
    "taught_by", "days", "places", "minimum", "schedule", "closes", "overbook", "attendance", "reserve", "follow_up",
)  # fmt: skip
_NOT_PUBLIC = (
    "for", "requires", "demand", "priority", "reserve", "valid_for", "renew_by", "renew_from", "makes",
    "trained_before", "follow_up",
)  # fmt: skip


def for_staff(document: Document) -> Mapping[str, Course]:
    """The courses that staff can hold something by."""
    return {name: course for name, course in document.courses.items() if course.public is None}


def told_of(document: Document, measure: Measure) -> Mapping[str, Course]:
    """The courses that a measure can be of."""
    courses = document.courses.items()
    if measure.table == "coverage" and not measure.of_public:
        return for_staff(document)
    return {name: course for name, course in courses if measure.table != "public" or course.public is not None}


def senseless(here: Path, course: Course, given: Given) -> Iterator[Trouble]:
    """Settings that a course of its kind does not have."""
    if course.self_paced is not None:
        for setting in _NOT_SELF_PACED:
            if given((*here, setting)):
                yield (*here, setting), f"a self-paced course has no '{setting}': everybody goes at their own pace"
    elif given((*here, "cost", "per_licence")):
        yield (*here, "cost", "per_licence"), "only a self-paced course has licences: give per_place or per_pack"
    if course.public is not None:
        for setting in _NOT_PUBLIC:
            if given((*here, setting)) and not (course.self_paced is not None and setting in _NOT_SELF_PACED):
                yield (*here, setting), f"a course for the public has no '{setting}': that is for staff"
    if course.cost.bought_in is not None and course.taught_by.role is not None:
        yield (*here, "cost", "bought_in"), "a course taught by a role is not bought in: give per_delivery"


def currencies(leaves: Iterable[Leaf]) -> Iterator[str]:
    """The currency of every amount of money, in the order of the file."""
    return (quantity.unit.text for _, quantity in _amounts(leaves))


def _amounts(leaves: Iterable[Leaf]) -> Iterator[tuple[Path, Quantity]]:
    for leaf in leaves:
        values = [now for _, now in leaf.value.items] if isinstance(leaf.value, Dated) else [leaf.value]
        for value in values:
            yield from ((leaf.path, quantity) for _, quantity in numbers_in(value) if quantity.measure == "money")


def one_currency(leaves: Sequence[Leaf]) -> Iterator[Trouble]:
    """Money in another currency than the first."""
    first = next(currencies(leaves), "")
    for path, quantity in _amounts(leaves):
        if quantity.unit.text != first:
            yield path, f"{quantity.unit.text} beside {first}: give all money in one currency"
