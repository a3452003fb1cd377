"""The highest coverage there can be, however many places: people leave, and starters are trained only after a while.

In a workforce in balance the share of people in post for longer than x is 1 − E[min(stay, x)] ÷ E[stay] (renewal
theory; at a constant turnover τ it is e^(−τx)). Somebody who started before the run holds the qualification with a
share E, somebody who started since with a share S, if they have been there for longer than the least time L from
starting to completing, and otherwise only if they arrived with it, with a share q. T after the start the ceiling of a
group is therefore

    E × P(longer than T) + S × (P(longer than L) − P(longer than T)) + q × (1 − P(longer than L))

with E = h + (1 − h) × willing × asked so far × c and S = q + (1 − q) × willing × c, where h held it at the start and
c = p ÷ (1 − (1 − p) r) is the share of those who ask who complete sooner or later: p at each try, and r of the others
try again. With everybody willing and E = S = 1 it is 1 − E[min(stay, L)] ÷ E[stay]. Where posts or turnover of a group
change, it is not in balance: the shares by tenure are then those, of all stretches of time, that make the most of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ...randomness.distributions import Constant
from ...timeline import NEVER
from ...units import format_date, format_share
from ..loading import Target
from ..plan import CourseSettings, GroupSettings, Settings
from .finding import Finding
from .look import Look
from .supply import Turnout, held_at_start, in_post, lasting, soonest

_QUANTILES = (np.arange(64) + 0.5) / 64
_LEVERS = {
    "existing": "every member of staff in post at the start were willing",
    "starters": "every starter were willing",
    "attendance": "nobody gave up after missing it",
    "wait": "starters were trained the moment they start",
}


def target_above_ceiling(look: Look) -> Iterator[Finding]:
    """Targets of coverage that no number of places can reach."""
    for target in look.scenario.targets:
        if target.measure == "coverage" and target.course and target.at_least is not None:
            ceiling = Ceiling.of_target(look, target)
            if ceiling.share < target.at_least - 1e-9:
                yield _finding(look, target.name, target.at_least, ceiling)


@dataclass(frozen=True)
class Part:
    """The ceiling of one group."""

    group: str
    people: float
    existing: float  # share of those who started before the run who may hold it
    starters: float  # share of those who started since
    arrive: float
    older: float  # share in post for longer than the run has lasted
    trained: float  # share in post for longer than it takes a starter to be trained
    share: float

    def sentence(self) -> str:
        """How its share comes about."""
        newer = f" + {format_share(1 - self.trained)} newer ones × {format_share(self.arrive)}" if self.arrive else ""
        return (
            f"{self.group}: {format_share(self.older)} in post since the start × {format_share(self.existing)} + "
            f"{format_share(self.trained - self.older)} starters of long enough ago × {format_share(self.starters)}"
            f"{newer} = {format_share(self.share, 1)}"
        )


@dataclass(frozen=True)
class Ceiling:
    """The highest coverage of a course at the end of a day, `after` days from the start."""

    look: Look
    course: int
    groups: tuple[int, ...]
    after: int
    locality: int | None = None

    @classmethod
    def of(cls, look: Look, course: str, group: str | None, after: int) -> "Ceiling":
        """That of one group, or of all whom the course is for."""
        index = look.courses.index(course)
        groups = look.plan.first.courses[index].groups
        return cls(look, index, groups if group is None else (look.groups.index(group),), after)

    @classmethod
    def of_target(cls, look: Look, target: Target) -> "Ceiling":
        """That of all whom the course is for, of one group or in one locality; for every group, the lowest of them.

        For every locality it is that of the whole area, which the least of them does not exceed.
        """
        whole = cls.of(look, target.course or "", target.group, look.timeline.day(target.by) + 1)
        if target.every == "group":
            return min((replace(whole, groups=(group,)) for group in whole.groups), key=lambda ceiling: ceiling.share)
        if target.locality is None:
            return whole
        return replace(whole, locality=look.plan.localities.index(target.locality))

    @property
    def share(self) -> float:
        """The share of people in post."""
        return self.if_not()

    def if_not(self, lever: str = "") -> float:
        """The same if one of the things that hold it down did not."""
        parts = self.parts(lever)
        people = sum(part.people for part in parts)
        return sum(part.people * part.share for part in parts) / people if people else 1.0

    def parts(self, lever: str = "") -> list[Part]:
        """The ceilings of the groups."""
        return [self._part(group, lever) for group in self.groups]

    def _part(self, g: int, lever: str) -> Part:
        plan, first, stretches = self.look.plan, self.look.plan.first, self.look.settings_until(self.after)
        groups = [settings.groups[g] for settings in stretches]
        existing = share_of_existing(first, self.course, g, self.after, lever)
        starters = max(share_of_starters(settings, self.course, g, lever) for settings in stretches)
        arrive = max(group.arrive_with[self.course] for group in groups)
        longest = [_older(group, self.after) for group in groups]
        kept = groups[0].posts / max(groups[-1].posts, 1)  # more posts: fewer of them are filled since the start
        fewest, most = min(longest) * min(1.0, kept), min(1.0, max(longest) * max(1.0, kept))
        trained = max(_trained(settings, self.course, g, self.after, lever) for settings in stretches)
        if any(after.posts < before.posts for before, after in pairwise(groups)):
            trained = 1.0  # nobody replaces those whose posts are cut, so staff may be older than in balance
        trained = max(trained, most)
        older = most if existing > starters else fewest
        share = existing * older + starters * (trained - older) + arrive * (1 - trained)
        then = plan.at(self.after - 1).groups[g]
        people = in_post(then) * (1.0 if self.locality is None else then.localities[self.locality])
        return Part(self.look.groups[g], people, existing, starters, arrive, older, trained, share)


def share_of_existing(first: Settings, course: int, g: int, after: float, lever: str = "") -> float:
    """Share of the first day's staff of a group who may hold a qualification so many days after the start."""
    settings = first.courses[course]
    held = held_at_start(first, course, g)
    if g not in settings.groups:
        return held
    since = after - lasting(settings)
    asked = 0.0 if since < 0 else min(1.0, since / settings.ask_over) if settings.ask_over else 1.0
    willing = 1.0 if lever == "existing" else settings.willing_existing_by_group[g]
    share = willing * asked * (1.0 if lever == "attendance" else Turnout.of(settings, g).in_the_end)
    for required, _ in settings.requires:
        share *= share_of_existing(first, required, g, after, lever)
    return held + (1 - held) * share


def share_of_starters(settings: Settings, course: int, g: int, lever: str = "") -> float:
    """Share of a group's starters who hold a qualification in the end, if they stay."""
    held, asked = settings.groups[g].arrive_with[course], settings.courses[course]
    if g not in asked.groups:
        return held
    willing = 1.0 if lever == "starters" else asked.willing_starters_by_group[g]
    share = willing * (1.0 if lever == "attendance" else Turnout.of(asked, g).in_the_end)
    for required, _ in asked.requires:
        share *= share_of_starters(settings, required, g, lever)
    return held + (1 - held) * share


def _older(group: GroupSettings, days: float) -> float:
    """Share of people in post for longer than that, in balance."""
    stay = group.mean_stay()
    return 1.0 if stay == NEVER else 1 - group.mean_stay(days) / stay


def _trained(settings: Settings, course: int, g: int, after: float, lever: str) -> float:
    """Share of people in post since the start, or for longer than the least time in which a starter is trained."""
    group, asked = settings.groups[g], settings.courses[course]
    if lever == "wait":
        return 1.0
    asks = asked.ask_after
    waits = np.array([asks.value]) if isinstance(asks, Constant) else asks.quantile(_QUANTILES)
    waits = np.maximum(waits, _may_ask(settings, asked)) + soonest(asked)
    return float(np.mean([_older(group, days) for days in np.minimum(waits, after).tolist()]))


def _may_ask(settings: Settings, course: CourseSettings) -> float:
    """The least time from starting until what a course requires has been held for long enough."""
    needed = (
        held + soonest(settings.courses[required]) + _may_ask(settings, settings.courses[required])
        for required, held in course.requires
        if not any(group.arrive_with[required] for group in settings.groups)
    )
    return max(needed, default=0.0)


def _finding(look: Look, name: str, level: float, ceiling: Ceiling) -> Finding:
    course = look.plan.first.courses[ceiling.course]
    wanting = {lever: ceiling.if_not(lever) for lever in _LEVERS}
    best = max(wanting, key=lambda lever: wanting[lever])
    parts = [part.sentence() for part in ceiling.parts()]
    most, by = format_share(ceiling.share, 1), format_date(look.date(ceiling.after - 1))
    return look.finding(
        "target_above_ceiling",
        ("targets", name, "at_least"),
        f"the target of {format_share(level)} lies above the ceiling of {most}, however many places there are",
        (
            f"by {by}, weighted by people in post, {most}: each share is that of those who hold it or arrive with it, "
            "and of the others × willing × complete in the end",
            *parts,
            f"a starter completes {soonest(course)} days after asking at the soonest "
            f"({course.closes} from the closing of bookings, {lasting(course)} of the course)",
        ),
        f"a target of at most {int(ceiling.share * 100)}%; the ceiling would rise most, to "
        f"{format_share(wanting[best], 1)}, if {_LEVERS[best]}",
    )
