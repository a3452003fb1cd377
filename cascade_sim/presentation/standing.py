"""How things stand, in words: a course, a role, who came, where coverage is worst, what it cost, what holds it back."""

from collections.abc import Iterator

from ..analysis.headlines import CostStands, CourseStands, HeldBack, Months, PeopleStand, RoleStands
from .words import Money, about, in_months, month_words, percent, readable, span

_CAUSES = {
    "closed": "courses were called off by a pause",
    "no_trainers": "courses were called off for want of trainers",
    "no_budget": "courses were stopped by a spent budget",
    "few_bookings": "courses were called off for want of bookings",
    "release": "places stayed empty while people could not be released",
    "empty": "places stayed empty for want of people",
    "attendance": "places were lost to people who withdrew or stayed away",
    "dates": "people waited while every course was full",
}
_FOR_EACH = {
    "completion": "for each completion of '{course}'",
    "point_year": "for a point of its coverage held for a year",
    "trained_in_post": "for each person in post who holds it",
}


def course_words(course: CourseStands) -> str:
    """`66.0% of staff trained; 4,460 trained ever, 2,905 of them still in post`."""
    if course.coverage is None or course.trained_ever is None or course.trained_ever_in_post is None:
        return "nobody is in post"
    ever = f"{course.trained_ever:,.0f} trained ever, {course.trained_ever_in_post:,.0f} of them still in post"
    return f"{percent(course.coverage, 1)} of staff trained; {ever}"


def least_covered(course: CourseStands, month: str) -> str:
    """`Bellshill: 51.2% of staff trained in September 2024; next Wishaw, 53.0%`; empty where there are not several."""
    if len(course.localities) < 2:
        return ""
    least, following, *_ = course.localities
    said = f"{readable(least.locality)}: {percent(least.coverage, 1)} of staff trained in {month}"
    return f"{said}; next {readable(following.locality)}, {percent(following.coverage, 1)}"


def role_words(role: RoleStands) -> str:
    """`58 active of 91; 41 delivered in the last year`."""
    if role.active is None or role.members is None or role.delivering is None:
        return "none"
    return f"{role.active:,.0f} active of {role.members:,.0f}; {role.delivering:,.0f} delivered in the last year"


def people_words(people: PeopleStand, course: str) -> str:
    """`1,204 completed 'Parent group' since the start, 310 in the last year; 45 waiting`."""
    waiting = f"; {people.waiting:,.0f} waiting" if people.waiting else ""
    completed, last_year = people.completed or 0.0, people.completed_last_year or 0.0
    if people.signed_up is None or people.signed_up_last_year is None:
        return f"{completed:,.0f} completed '{course}' since the start, {last_year:,.0f} in the last year{waiting}"
    said = f"{people.signed_up:,.0f} signed up to '{course}' since the start, {people.signed_up_last_year:,.0f} in the "
    return f"{said}last year; {completed:,.0f} completed it{waiting}"


def cost_words(cost: CostStands, unit: Money, ranged: str) -> str:
    """`£412,000 since the start (likely £380,000 to £440,000), £61,000 in the last year`.

    `ranged` says what the range is: likely, by chance alone, or nothing where none can be told.
    """
    low, high = about(cost.p10, unit), about(cost.p90, unit)
    within = f" ({ranged} {span(cost.p10, cost.p90, unit)})" if ranged and low != high else ""
    return f"{about(cost.total, unit)} since the start{within}, {about(cost.last_year, unit)} in the last year"


def unit_cost_words(cost: CostStands, course: str, label: str, unit: Money) -> str:
    """`£96 for each completion of 'Foundation', £1,240 for a point of its coverage held for a year`, or nothing."""
    found = {one.per: one.cost for one in cost.units if one.course == course}
    return ", ".join(
        f"{about(found[per], unit)} {words.format(course=label)}" for per, words in _FOR_EACH.items() if per in found
    )


def courses_paid_for(cost: CostStands) -> Iterator[str]:
    """The courses of which something is told for each."""
    yield from dict.fromkeys(one.course for one in cost.units)


def held_back_words(held: HeldBack) -> str:
    """`dates: in 9 of 10 months of 2027 people waited while every course was full`."""
    if held.cause == "nothing":
        return f"nothing: in {_period(held.months)} no place was lost and nobody waited"
    return f"{readable(held.cause).lower()}: {in_months(held.share)} of {_period(held.months)} {_CAUSES[held.cause]}"


def _period(months: Months) -> str:
    first, last = months.first, months.last
    if (first.month, first.day, last.month, last.day, last.year - first.year) == (1, 1, 12, 31, 0):
        return str(first.year)
    return f"{month_words(first)} to {month_words(last)}"
