"""The plan's groups, courses and roles, each made of its terms; the rules between two of their numbers are here.

Misfits noted on the way are errors where a file's values are held, and clipped draws otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from math import ceil, exp, sqrt
from typing import Any

from ..timeline import NEVER, Timeline
from ..units import format_duration, per_day
from .models import KINDS, Document, FollowUpModel, ScheduleModel
from .plan import (
    BudgetSettings,
    CourseSettings,
    FollowUp,
    GroupSettings,
    OnDates,
    OnDemand,
    PerYear,
    Prices,
    Public,
    RoleSettings,
    Schedule,
    SelfPaced,
)
from .terms import Numbers, Term

Terms = Mapping[str, Term]


class Names:
    """Where each name stands in the plan, and what of the scenario is the same at all times."""

    def __init__(self, document: Document, timeline: Timeline) -> None:
        self.document, self.timeline = document, timeline
        self.groups, self.courses, self.roles = tuple(document.groups), tuple(document.courses), tuple(document.roles)
        self.localities = tuple(document.localities)

    def role(self, name: str | None) -> int | None:
        """The place of a role; None for none."""
        return self.roles.index(name) if name in self.roles else None

    def course(self, name: str | None) -> int | None:
        """The place of a course; None for none."""
        return self.courses.index(name) if name in self.courses else None

    def day(self, when: date) -> int:
        """The number of a date's day."""
        return self.timeline.day(when)


def group(names: Names, name: str, terms: Terms, numbers: Numbers) -> GroupSettings:
    """A staff group."""
    first_year, later = numbers.tenure(terms["turnover"])
    per_delivery, per_month = (numbers.optional(terms[f"release.{key}"]) for key in ("per_delivery", "per_month"))
    gained = [terms.get(f"hold_at_start.{course}.gained") for course in names.courses]
    return GroupSettings(
        name=name,
        posts=int(numbers.number(terms["posts"])),
        first_year=per_day(first_year),
        later=per_day(later),
        time_to_fill=numbers.distribution(terms["time_to_fill"]),
        arrive_with=tuple(_given(numbers, terms, f"arrive_with.{course}") for course in names.courses),
        hold_at_start=tuple(_given(numbers, terms, f"hold_at_start.{course}.share") for course in names.courses),
        gained=tuple(numbers.distribution(term) if term and term.value else None for term in gained),
        release_per_delivery=_whole(per_delivery),
        release_per_month=_whole(per_month),
        localities=_scaled([_given(numbers, terms, f"localities.{key}") for key in names.localities]),
    )


def course(names: Names, name: str, terms: Terms, numbers: Numbers) -> CourseSettings:
    """A course."""
    model = names.document.courses[name]
    places = int(numbers.number(terms["places"]))
    each = int(numbers.number(terms["taught_by.each"]))
    at_least = terms["attendance.completes.at_least"]
    days = len(model.days)
    completes = numbers.capped(at_least, days, f"at most {_counted(days, 'day')}")
    valid_for = numbers.number(terms["valid_for"])
    due = numbers.optional(terms["demand.starters.due"])
    before = numbers.optional(terms["trained_before"])
    required = {key: numbers.number(terms[f"requires.{key}"]) for key in model.requires}
    schedules = (_schedule(names, key, entry, terms, numbers) for key, entry in model.schedule.items())
    return CourseSettings(
        name=name,
        groups=()
        if model.public
        else tuple(i for i, key in enumerate(names.groups) if model.for_ is None or key in model.for_),
        role=names.role(model.taught_by.role),
        each=each,
        experienced=_most(
            numbers, terms, "taught_by.experienced", ("taught_by.each", each, f"at most the {each} who teach")
        ),
        days=model.days,
        places=places,
        minimum=_most(numbers, terms, "minimum", ("places", places, f"at most {_counted(places, 'place')}")),
        schedules=tuple(schedules),
        closes=ceil(numbers.number(terms["closes"]) - 1e-9),
        overbook=numbers.number(terms["overbook"]),
        withdraws_by_group=numbers.by_group(terms["attendance.withdraws"]),
        first_day_by_group=numbers.by_group(terms["attendance.first_day"]),
        later_days_by_group=numbers.by_group(terms["attendance.later_days"]),
        rebooks_by_group=numbers.by_group(terms["attendance.rebooks"]),
        completes=days if completes is None else int(completes),
        willing_existing_by_group=numbers.by_group(terms["demand.existing.willing"]),
        willing_starters_by_group=numbers.by_group(terms["demand.starters.willing"]),
        ask_over=numbers.number(terms["demand.existing.ask_over"]),
        waiting_at_start=int(numbers.number(terms["demand.existing.waiting_at_start"])),
        ask_after=numbers.distribution(terms["demand.starters.ask_after"]),
        due=due,
        rank=_ranks(model.priority, names.groups),
        reserve_by_group=tuple(int(_given(numbers, terms, f"reserve.{key}")) for key in names.groups),
        valid_for=valid_for,
        renew_by=names.course(model.renew_by),
        renew_from=_renew_from(numbers, terms, valid_for),
        requires=tuple((names.courses.index(key), held) for key, held in required.items() if key in names.courses),
        makes=names.role(model.makes),
        trained_before=_whole(before),
        paused=bool(numbers.word(terms["paused"])),
        public=None if model.public is None else _public(terms, numbers),
        self_paced=None if model.self_paced is None else _self_paced(terms, numbers),
        follow_up=None if model.follow_up is None else _follow_up(model.days[-1], model.follow_up, terms, numbers),
        prices=Prices(**{f.name: hundredths(numbers.optional(terms[f"cost.{f.name}"])) for f in fields(Prices)}),
    )


def _public(terms: Terms, numbers: Numbers) -> Public:
    gives_up_after = numbers.optional(terms["public.gives_up_after"])
    withdraws, first_day, later_days, rebooks = (
        numbers.by_group(terms[f"attendance.{key}"])[0] for key in ("withdraws", "first_day", "later_days", "rebooks")
    )
    return Public(
        arrivals=per_day(numbers.number(terms["public.arrivals"])),
        waiting_at_start=int(numbers.number(terms["public.waiting_at_start"])),
        gives_up_after=NEVER if gives_up_after is None else gives_up_after,
        withdraws=withdraws,
        first_day=first_day,
        later_days=later_days,
        rebooks=rebooks,
    )


def _self_paced(terms: Terms, numbers: Numbers) -> SelfPaced:
    return SelfPaced(
        finishes_by_group=numbers.by_group(terms["self_paced.finishes"]),
        takes=numbers.distribution(terms["self_paced.takes"]),
        asks_again_by_group=numbers.by_group(terms["self_paced.asks_again"]),
        licences=_whole(numbers.optional(terms["self_paced.licences"])),
    )


def _follow_up(last_day: int, model: FollowUpModel, terms: Terms, numbers: Numbers) -> FollowUp:
    every = ceil(numbers.number(terms["follow_up.every"]) - 1e-9)
    return FollowUp(
        offsets=tuple(last_day + every * (i + 1) for i in range(model.sessions)),
        required=model.required,
        attends_by_group=numbers.by_group(terms["follow_up.attends"]),
        length=numbers.number(terms["follow_up.length"]),
    )


def role(names: Names, name: str, terms: Terms, numbers: Numbers) -> RoleSettings:
    """A role."""
    members = numbers.number(terms["at_start.members"])
    rule = f"at most {_counted(int(members), 'member')}"
    active = numbers.capped(terms["at_start.active"], members, rule)
    experienced = numbers.capped(terms["at_start.experienced"], members, rule)
    places = names.document.roles[name].at_start.from_
    shares = {key: numbers.number(terms[f"at_start.from.{key}"]) for key in places}
    total = sum(shares.values()) or 1.0
    return RoleSettings(
        name=name,
        members_at_start=int(members),
        active_at_start=int(members if active is None else active),
        experienced_at_start=int(members if experienced is None else experienced),
        from_groups=tuple(
            (names.groups.index(key), share / total) for key, share in shares.items() if key in names.groups
        ),
        mean_capacity=numbers.number(terms["deliveries.mean"]),
        spread=_spread(numbers, terms),
        keen=numbers.word(terms["choose"]) == "keen",
        never_start=numbers.number(terms["never_start"]),
        stops=per_day(numbers.number(terms["stops"])),
        starts_again=per_day(numbers.number(terms["starts_again"])),
        stops_if_unused=numbers.optional(terms["stops_if_unused"]),
        supervised=int(numbers.number(terms["supervised"])),
        drops_out=numbers.number(terms["drops_out"]),
        serves_own_locality=numbers.word(terms["serves"]) == "own locality",
        per_day_by_group=_per_day(terms["cost.per_day"], numbers),
    )


def _per_day(term: Term, numbers: Numbers) -> tuple[int, ...]:
    if term.value is None and not term.alterations:
        return ()
    return tuple(hundredths(price) for price in numbers.by_group(term))


def budget(names: Names, name: str, terms: Terms, numbers: Numbers) -> BudgetSettings:
    """A budget."""
    pays_for = names.document.budgets[name].pays_for
    courses = tuple(i for i, key in enumerate(names.courses) if pays_for is None or key in pays_for)
    return BudgetSettings(name, hundredths(numbers.number(terms["per_year"])), courses)


def hundredths(amount: float | None) -> int:
    """An amount of money in hundredths of its currency; nothing where none is given."""
    return round(100 * (amount or 0.0))


def _scaled(shares: Sequence[float]) -> tuple[float, ...]:
    """The same, so that they add up to 1."""
    whole = sum(shares) or 1.0
    return tuple(share / whole for share in shares)


def _given(numbers: Numbers, terms: Terms, key: str) -> float:
    return numbers.number(terms[key]) if key in terms else 0.0


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _most(numbers: Numbers, terms: Terms, key: str, of: tuple[str, int, str]) -> int:
    """A count that is at most that of another setting, given by its path, its number and the rule in words."""
    limit, high, rule = of
    return int(numbers.capped(terms[key], high, rule, terms[limit]) or 0)


def _renew_from(numbers: Numbers, terms: Terms, valid_for: float) -> float:
    rule = f"at most the {format_duration(valid_for)} for which it is valid"
    return numbers.capped(terms["renew_from"], valid_for, rule, terms["valid_for"]) or 0.0


def _schedule(names: Names, key: str, entry: ScheduleModel, terms: Terms, numbers: Numbers) -> Schedule:
    here = f"schedule.{key}"
    where = names.localities.index(entry.locality) if entry.locality in names.localities else None
    begin = -NEVER if entry.from_ is None else float(names.day(entry.from_))
    finish = NEVER if entry.to is None else float(names.day(entry.to) + 1)
    limits: dict[str, Any] = {"locality": where, "begin": begin, "finish": finish}
    if entry.dates is not None:
        return OnDates(key, tuple(sorted(names.day(when) for when in entry.dates)), **limits)
    if entry.per_year is not None:
        return PerYear(key, numbers.number(terms[f"{here}.per_year"]), **limits)
    at_most = numbers.optional(terms[f"{here}.at_most"])
    return OnDemand(key, int(numbers.number(terms[f"{here}.when_waiting"])), _whole(at_most), **limits)


@lru_cache(maxsize=256)
def _ranks(priority: tuple[str, ...], groups: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    """For each group and kind its place in the order: that of the first entry that fits, or after all of them."""

    def rank(group: str, kind: str) -> int:
        return next((i for i, entry in enumerate(priority) if entry in (group, kind)), len(priority))

    def ranks(group: str) -> tuple[int, int, int]:
        existing, starter, renewal = (rank(group, kind) for kind in KINDS)
        return existing, starter, renewal

    return tuple(map(ranks, groups))


def _spread(numbers: Numbers, terms: Terms) -> float:
    spread = numbers.optional(terms["deliveries.spread"])
    if spread is not None:
        return spread
    share = numbers.optional(terms["deliveries.busiest_tenth_has"])
    return 1.0 if share is None else spread_of(share)


@lru_cache(maxsize=4096)
def spread_of(share: float) -> float:
    """The spread (sd ÷ mean) of a gamma distribution whose top tenth has that share of the total.

    The share above the 90% point x of a gamma of shape k is 1 − P(k + 1, x) (its Lorenz curve); bisection on log k.
    """
    from scipy.special import gammainc, gammaincinv  # noqa: PLC0415 - slow, and seldom needed

    low, high = -9.0, 14.0  # log of the shape: shares from nearly 1 down to nearly 0.1
    for _ in range(60):
        middle = (low + high) / 2
        shape = exp(middle)
        if 1 - float(gammainc(shape + 1, float(gammaincinv(shape, 0.9)))) > share:
            low = middle
        else:
            high = middle
    return 0.0 if share <= 0.1 else 1 / sqrt(exp(low))
