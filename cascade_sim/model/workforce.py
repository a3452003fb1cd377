"""Posts and the people who fill them, drawn as arrays before the clock starts.

Nothing about training changes who leaves, so each post is a chain of stays and vacancies that can be drawn at once
for all posts of a group, holder by holder. Cuts then end some chains, in the order of time. A person has an identity
of their own, apart from the stays they have: one each for now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..randomness.hazards import Hazard
from ..randomness.streams import Floats, Ints, Keys, Luck, person_keys, stable_key
from ..scenario.plan import GroupSettings, Plan
from ..timeline import YEAR
from .in_force import quantiles


@dataclass(frozen=True)
class Stays:
    """Times in a post, one element each: who, in which post of which group, from when until when.

    `start` is negative for those in post at the start; `leave` may lie after the end of the run.
    """

    person: Ints
    group: Ints
    post: Ints
    start: Floats
    leave: Floats


@dataclass(frozen=True)
class Posts:
    """Posts, one element each: from when until when there is one (infinity: never cut)."""

    group: Ints
    created: Floats
    removed: Floats


@dataclass(frozen=True)
class People:
    """Persons, one element each: identity, group, and when they joined and leave the partnership."""

    key: Keys
    group: Ints
    start: Floats
    leave: Floats

    def __len__(self) -> int:
        return len(self.key)

    @cached_property
    def existing(self) -> NDArray[np.bool_]:
        """Whether they were in post at the start."""
        return self.start < 0

    # The same as plain Python numbers, to be looked up one by one.

    @cached_property
    def key_of(self) -> list[int]:
        """The identity of each."""
        keys: list[int] = self.key.tolist()
        return keys

    @cached_property
    def group_of(self) -> list[int]:
        """The group of each."""
        groups: list[int] = self.group.tolist()
        return groups

    @cached_property
    def leave_of(self) -> list[float]:
        """When each leaves the partnership."""
        leaves: list[float] = self.leave.tolist()
        return leaves


@dataclass(frozen=True)
class Workforce:
    """Everybody who works in the partnership at any time of the run."""

    posts: Posts
    stays: Stays
    people: People


def draw_workforce(plan: Plan, luck: Luck) -> Workforce:
    """Draw all posts, stays and people of a replication."""
    groups = [_GroupDraw(plan, luck, index).drawn() for index in range(len(plan.first.groups))]
    sizes = [len(chain.post) for chain, _, _ in groups]
    index = np.repeat(np.arange(len(groups)), sizes)
    everyone = _Chain.joined([chain for chain, _, _ in groups])
    stays = Stays(np.arange(len(index)), index, everyone.post, everyone.start, everyone.leave)
    people = People(everyone.key, index[stays.person], stays.start[stays.person], stays.leave[stays.person])
    created, removed = (np.concatenate([group[i] for group in groups]) for i in (1, 2))
    post_groups = np.repeat(np.arange(len(groups)), [len(group[1]) for group in groups])
    return Workforce(Posts(post_groups, created, removed), stays, people)


@dataclass(frozen=True)
class _Chain:
    """Stays of one group's posts, in no order."""

    key: Keys
    post: Ints
    start: Floats
    leave: Floats

    def kept(self, which: NDArray[np.bool_]) -> "_Chain":
        return _Chain(self.key[which], self.post[which], self.start[which], self.leave[which])

    @staticmethod
    def joined(chains: list["_Chain"]) -> "_Chain":
        return _Chain(
            *(np.concatenate([getattr(chain, name) for chain in chains]) for name in ("key", "post", "start", "leave"))
        )


class _GroupDraw:
    """Draws one group's posts and stays."""

    def __init__(self, plan: Plan, luck: Luck, index: int) -> None:
        self._plan = plan
        self._settings: list[GroupSettings] = [settings.groups[index] for settings in plan.settings]
        self._first = self._settings[0]
        self._breaks = np.array(plan.breaks)
        self._end = float(plan.timeline.days)
        self._name = np.uint64(stable_key("group", self._first.name))
        self._draw: Callable[[str], Callable[..., Floats]] = lambda name: luck.stream(name).uniforms
        self._first_year = Hazard(plan.breaks, [group.first_year for group in self._settings])
        self._later = Hazard(plan.breaks, [group.later for group in self._settings])

    def drawn(self) -> tuple[_Chain, Floats, Floats]:
        """All stays that begin before the end, and when each post is created and removed."""
        chain = self._chains_at_start()
        created = np.full(self._first.posts, -np.inf)
        removed = np.full(self._first.posts, np.inf)
        for day, before, now in zip(self._breaks[1:], self._settings, self._settings[1:], strict=False):
            if now.posts == before.posts:
                continue
            removed[removed > day] = np.inf  # cuts that have not happened yet are forgotten
            there = removed == np.inf
            surplus = int(there.sum()) - now.posts
            if surplus > 0:
                self._cut(surplus, float(day), there, chain, removed)
            else:
                added = len(created) + np.arange(-surplus)
                chain = _Chain.joined([chain, self._chains_added(added, float(day))])
                created = np.concatenate([created, np.full(-surplus, day)])
                removed = np.concatenate([removed, np.full(-surplus, np.inf)])
        return chain.kept(chain.start < removed[chain.post]), created, removed

    def _chains_at_start(self) -> _Chain:
        """The chains of a workforce in balance: renewal theory gives who is in post and for how long already."""
        posts = np.arange(self._first.posts)
        keys = self._keys(posts, 0)
        fill = self._first.time_to_fill
        mean_stay = _mean_stay(self._first)
        share = 1.0 if mean_stay == np.inf else mean_stay / (mean_stay + fill.mean)
        in_post = self._draw("in post")(keys) < share
        tenure = _tenure_in_balance(self._first, self._draw("tenure")(keys))
        vacancy = self._draw("vacancy left")(keys) * fill.length_biased(self._draw("vacancy")(keys))
        starts = np.where(in_post, -tenure, vacancy)
        leaves = self._leaves(keys, np.maximum(starts, 0.0), starts + YEAR)
        return self._followed(posts, keys, starts, leaves)

    def _chains_added(self, posts: Ints, day: float) -> _Chain:
        keys = self._keys(posts, 0)
        starts = day + self._times_to_fill(keys, np.full(len(posts), day))
        return self._followed(posts, keys, starts, self._leaves(keys, starts, starts + YEAR))

    def _followed(self, posts: Ints, keys: Keys, starts: Floats, leaves: Floats) -> _Chain:
        """The chains that begin with these first holders: each leaver is followed until the end of the run."""
        chains = [_Chain(keys, posts, starts, leaves)]
        holder = 0
        while True:
            going_on = leaves < self._end
            posts, leaves, holder = posts[going_on], leaves[going_on], holder + 1
            if not len(posts):
                break
            keys = self._keys(posts, holder)
            starts = leaves + self._times_to_fill(keys, leaves)
            leaves = self._leaves(keys, starts, starts + YEAR)
            chains.append(_Chain(keys, posts, starts, leaves))
        whole = _Chain.joined(chains)
        return whole.kept(whole.start < self._end)

    def _cut(self, surplus: int, day: float, there: NDArray[np.bool_], chain: _Chain, removed: Floats) -> None:
        """Cut posts: vacant ones first, by lot, then those whose holders are next to leave, when they leave."""
        in_post = (chain.start <= day) & (day < chain.leave)
        next_leave = np.full(len(there), -np.inf)
        next_leave[chain.post[in_post]] = chain.leave[in_post]
        vacant = np.flatnonzero(there & (next_leave == -np.inf))
        lots = self._draw("cut")(self._keys(vacant, 0), int(day))
        removed[vacant[np.argsort(lots)[:surplus]]] = day
        filled = np.flatnonzero(there & (next_leave > -np.inf))
        leaving = filled[np.argsort(next_leave[filled])[: max(0, surplus - len(vacant))]]
        removed[leaving] = next_leave[leaving]

    def _keys(self, posts: Ints, holder: int) -> Keys:
        return person_keys(self._name, posts, holder)

    def _leaves(self, keys: Keys, since: Floats, first_year_ends: Floats) -> Floats:
        """When each person leaves, if hazard has gathered from `since` on."""
        needed = -np.log(self._draw("stay")(keys))
        ends = np.maximum(first_year_ends, since)
        in_first_year = self._first_year.cumulatives(ends) - self._first_year.cumulatives(since)
        stays_on = needed >= in_first_year
        leaves = self._first_year.afters(since, needed)
        leaves[stays_on] = self._later.afters(ends[stays_on], (needed - in_first_year)[stays_on])
        return leaves

    def _times_to_fill(self, keys: Keys, vacated: Floats) -> Floats:
        """How long each post, vacated at that moment, stands empty before the person of that key starts."""
        distributions = [group.time_to_fill for group in self._settings]
        return quantiles(self._plan, distributions, vacated, self._draw("time to fill")(keys))


def _mean_stay(group: GroupSettings) -> float:
    """E[stay] in days for a hazard that changes after the first year."""
    first, later = group.first_year, group.later
    in_first_year = -np.expm1(-first * YEAR) / first if first > 0 else YEAR
    after_it = np.exp(-first * YEAR) / later if later > 0 else np.inf
    return float(in_first_year + after_it)


def _tenure_in_balance(group: GroupSettings, u: Floats) -> Floats:
    """Tenures of people in post at a moment picked at random: density S(a) / E[stay], by inversion.

    Where nobody leaves after the first year, any tenure beyond it will do.
    """
    first, later, mean = group.first_year, group.later, _mean_stay(group)
    if mean == np.inf:
        return YEAR / u
    area = u * mean
    within = -np.log1p(-np.minimum(first * area, 1 - 1e-16)) / first if first > 0 else area
    past_first_year = area - (-np.expm1(-first * YEAR) / first if first > 0 else YEAR)
    beyond = YEAR - np.log1p(-np.clip(later * past_first_year * np.exp(first * YEAR), 0, 1 - 1e-16)) / later
    return np.where(past_first_year < 0, within, beyond)
