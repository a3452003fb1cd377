"""Fewer places than starters: a course that cannot even train those who come, let alone those who are there."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...units import counted, format_date, format_number, format_share
from ..plan import Settings
from .ceilings import share_of_starters
from .finding import Finding
from .look import Look, Window
from .supply import Supply, Turnout, booked_at_most, starters_a_year
from .wording import about


def fewer_places_than_starters(look: Look) -> Iterator[Finding]:
    """Courses that complete fewer people in a year of the forecast than start and would complete sooner or later.

    Years met by a pause are left out. Courses that make members of a role are too: of those who would like to be
    trainers only so many are wanted.
    """
    for index, course in enumerate(look.plan.first.courses):
        supply = look.supply(index)
        if course.makes is not None or course.public or supply.unlimited or not course.schedules:
            continue
        years = [Year.of(look, supply, window) for window in look.windows]
        counting = [year for year in years if year.undisturbed] or years
        short = [year for year in counting if year.completions < year.starters - 0.5]
        if short and supply.planned.any():
            yield _finding(look, supply, short, len(counting))


@dataclass(frozen=True)
class Year:
    """Completions and starters expected in a year of the forecast."""

    window: Window
    deliveries: float
    completions: float
    started: float
    asking: float  # of those who started, those who ask
    starters: float  # of those, who would complete sooner or later if there were places
    undisturbed: bool  # by a pause

    @classmethod
    def of(cls, look: Look, supply: Supply, window: Window) -> "Year":
        """What a year brings."""
        planned, held, completions = (
            supply.between(amounts, window.begin, window.finish)
            for amounts in (supply.planned, supply.held, supply.completions)
        )
        started = asking = would = 0.0
        for begin, finish, settings in look.stretches(window.begin, window.finish):
            share = (finish - begin) / (window.finish - window.begin)
            a, b, c = starters_of(settings, supply.index)
            started, asking, would = started + share * a, asking + share * b, would + share * c
        return cls(window, held, completions, started, asking, would, held == planned)


def starters_of(settings: Settings, index: int) -> tuple[float, float, float]:
    """People a year who start without the qualification, who of them ask, and who of those would complete."""
    course = settings.courses[index]
    started = asking = would = 0.0
    for g in course.groups:
        group = settings.groups[g]
        without = starters_a_year(group) * (1 - group.arrive_with[index])
        asks = without * course.willing_starters_by_group[g]
        for required, _ in course.requires:
            asks *= share_of_starters(settings, required, g)
        started, asking = started + without, asking + asks
        would += asks * Turnout.of(course, g).in_the_end
    return started, asking, would


def _finding(look: Look, supply: Supply, short: list[Year], of: int) -> Finding:
    year = max(short, key=lambda year: round(year.starters - year.completions, 1))
    settings = look.plan.at(year.window.begin)
    name = look.courses[supply.index]
    begin, finish = look.date(year.window.begin), look.date(year.window.finish - 1)
    needed = supply.deliveries_needed(year.starters, settings)
    each = supply.of_one_delivery(settings)
    return look.finding(
        "fewer_places_than_starters",
        ("courses", name, "schedule"),
        f"fewer places than starters in {len(short)} of {counted(of, 'year')}: people wait longer and longer",
        (
            f"{format_date(begin)} to {format_date(finish)}: {about(year.deliveries)} deliveries × "
            f"{format_number(round(each, 1))} completions = {about(year.completions)} completions",
            one_delivery(settings, supply),
            f"{about(year.started)} people start without it; {about(year.asking)} of them ask, and "
            f"{about(year.starters)} would complete sooner or later",
        ),
        f"at least {counted(needed, 'delivery')} a year, more places, or fewer starters who ask",
    )


def one_delivery(settings: Settings, supply: Supply) -> str:
    """How many complete one full delivery, as a sum."""
    course = settings.courses[supply.index]
    booked = booked_at_most(course, settings.groups)
    turnout = max(
        Turnout.of_all(course),
        key=lambda t: min(booked * t.stays * t.comes, course.places) * t.lasts,
    )
    steps = [f"{booked} booked", f"{format_share(turnout.stays)} do not withdraw"]
    steps.append(f"{format_share(turnout.comes)} come on day one (at most {course.places} places)")
    required = course.follow_up is not None and course.follow_up.required > 0
    if len(course.days) > 1 or required:
        steps.append(f"{format_share(turnout.lasts)} come on enough later days{' and sessions' if required else ''}")
    return f"a full delivery: {' × '.join(steps)} = {format_number(round(supply.of_one_delivery(settings), 1))}"
