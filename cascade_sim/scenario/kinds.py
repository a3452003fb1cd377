"""What goes with what in a course: for staff or for the public, held on dates or self-paced."""

from collections.abc import Callable, Iterator, Mapping

from ..measures import Measure
from .models import Course, Document
from .structure import Path

Given = Callable[[Path], bool]
Trouble = tuple[Path, str]  # where, and what is wrong

_NOT_SELF_PACED = (
    "taught_by", "days", "places", "minimum", "schedule", "closes", "overbook", "attendance", "reserve", "follow_up",
)  # fmt: skip
_NOT_PUBLIC = (
    "for", "requires", "demand", "priority", "reserve", "valid_for", "renew_by", "renew_from", "makes",
    "trained_before", "follow_up",
)  # fmt: skip
_INHERITED = "(null removes one that is inherited)"


def for_staff(document: Document) -> Mapping[str, Course]:
    """The courses that staff can hold something by."""
    return {name: course for name, course in document.courses.items() if course.public is None}


def left_out(public: bool, self_paced: bool) -> frozenset[str]:
    """The settings that a course of a kind does not have, so that `defaults` do not give them to it."""
    return frozenset((*(_NOT_PUBLIC if public else ()), *(_NOT_SELF_PACED if self_paced else ())))


def senseless(here: Path, course: Course, given: Given) -> Iterator[Trouble]:
    """Settings that a course of its kind does not have."""
    for setting in dict.fromkeys((*_NOT_SELF_PACED, *_NOT_PUBLIC)):
        message = _lacks(course, setting)
        if message and given((*here, setting)):
            yield (*here, setting), f"{message} {_INHERITED}"
    for price in type(course.cost).model_fields:
        message = _idle_price(course, price)
        refused = price == "per_session" and given((*here, "follow_up"))  # which is told already
        if message and given((*here, "cost", price)) and not refused:
            yield (*here, "cost", price), message


def without_effect(document: Document, path: Path) -> str | None:
    """Why a change of a setting would do nothing, since its course is of another kind; None if it may do something."""
    if path[0] != "courses" or path[1] not in document.courses:
        return None
    course, setting = document.courses[path[1]], path[2]
    return _idle_price(course, path[3]) if setting == "cost" else _lacks(course, setting)


def _lacks(course: Course, setting: str) -> str | None:
    if course.self_paced is not None and setting in _NOT_SELF_PACED:
        return f"a self-paced course has no '{setting}', since everybody goes at their own pace: leave it out"
    if course.public is not None and setting in _NOT_PUBLIC:
        return f"a course for the public has no '{setting}', which is for staff: leave it out"
    return None


def _idle_price(course: Course, price: str) -> str | None:
    """Why a price would never be paid."""
    if course.self_paced is not None and price != "per_licence":
        return "a self-paced course has no deliveries: give per_licence"
    if course.self_paced is None and price == "per_licence":
        return "only a self-paced course has licences: give per_place or per_pack"
    if course.taught_by.role is not None and price == "bought_in":
        return "a course taught by a role is not bought in: give per_delivery"
    if course.follow_up is None and price == "per_session":
        return "there are no follow-up sessions: give follow_up, or leave the price out"
    return None


def not_told(measure: Measure, name: str, course: Course, group: str | None, locality: str | None) -> str | None:
    """Why a measure is not told of a course, or not of a part of it, if it is not."""
    said = f"the course '{name}'"
    if course.for_ is not None and group and group not in course.for_:
        return f"{said} is not for the group '{group}'"
    if course.public is None and measure.table == "public":
        return f"{said} is for staff: {measure.name} is of the public"
    if course.public and measure.table == "coverage" and not measure.of_public:
        return f"{said} is for {course.public.name}: {measure.name} is of staff"
    if course.self_paced is None and measure.name == "signed_up":
        return f"{said} is held on dates: {measure.name} is of self-paced courses"
    part = group or locality
    return f"{said} is for {course.public.name}, who are in no '{part}'" if course.public and part else None
