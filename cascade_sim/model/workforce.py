"""Posts and the people who fill them, drawn as arrays before the clock starts.

Nothing about training changes who leaves, so each post is a chain of stays and vacancies that can be drawn at once
for all posts, holder by holder. Cuts then end some chains, in the order of time. A person has an identity
of their own, apart from the stays they have: one each for now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..randomness.hazards import Hazards
from ..randomness.streams import Floats, Ints, Keys, Luck, person_keys, stable_key
from ..scenario.plan import GroupSettings, Plan
from ..timeline import YEAR
from .in_force import quantiles
from .views import scalars


@dataclass(frozen=True)
class Stays:
    """Times in a post, one element each: who, in which post of which cell, from when until when.

    A cell is a group in a locality, or a group where there are no localities. `start` is negative for those in post at
    the start; `leave` may lie after the end of the run.
    """

    person: Ints
    cell: Ints
    post: Ints
    start: Floats
    leave: Floats


@dataclass(frozen=True)
class Posts:
    """Posts, one element each: from when until when there is one (infinity: never cut)."""

    cell: Ints
    created: Floats
    removed: Floats


@dataclass(frozen=True)
class People:
    """Persons, one element each: identity, group, cell, and when they joined and leave the partnership."""

    key: Keys
    group: Ints
    cell: Ints
    start: Floats
    leave: Floats
    localities: int  # how many there are; 1 where the area is not divided

    def __len__(self) -> int:
        return len(self.key)

    @cached_property
    def existing(self) -> NDArray[np.bool_]:
        """Whether they were in post at the start."""
        return self.start < 0

    @cached_property
    def locality(self) -> Ints:
        """The locality of each; 0 where there are none."""
        return self.cell % self.localities if self.localities > 1 else np.zeros(len(self), np.int64)

    # The same, to be looked up one by one.

    @cached_property
    def key_of(self) -> Sequence[int]:
        """The identity of each."""
        return scalars(self.key)

    @cached_property
    def group_of(self) -> Sequence[int]:
        """The group of each."""
        return scalars(self.group)

    @cached_property
    def locality_of(self) -> Sequence[int]:
        """The locality of each; 0 where there are none."""
        return scalars(self.locality)

    @cached_property
    def leave_of(self) -> Sequence[float]:
        """When each leaves the partnership."""
        return scalars(self.leave)


@dataclass(frozen=True)
class Workforce:
    """Everybody who works in the partnership at any time of the run."""

    posts: Posts
    stays: Stays
    people: People


def draw_workforce(plan: Plan, luck: Luck) -> Workforce:
    """Draw all posts, stays and people of a replication."""
    chain, created, removed = _Draw(plan, luck).drawn()
    chain = chain.kept(_in_order_of_asking(plan, luck, chain))
    sizes = [len(posts) for posts in created]
    cells = _cells(plan, sizes)
    first = np.cumsum([0, *sizes])[:-1]  # of each group, among all posts
    cell = cells[first[chain.group] + chain.post] if plan.localities else chain.group
    stays = Stays(np.arange(len(chain.post)), cell, chain.post, chain.start, chain.leave)
    people = People(chain.key, chain.group, cell, chain.start, chain.leave, max(1, len(plan.localities)))
    return Workforce(Posts(cells, np.concatenate(created), np.concatenate(removed)), stays, people)


def _cells(plan: Plan, sizes: Sequence[int]) -> Ints:
    """The cell of each post, group by group; so many posts in each."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    if not plan.localities:
        return group
    localities = [localities_of_posts(of.localities, size) for of, size in zip(plan.first.groups, sizes, strict=True)]
    return group * len(plan.localities) + np.concatenate(localities)


def localities_of_posts(shares: Sequence[float], posts: int) -> Ints:
    """The locality of each of a group's posts in turn, by Webster's method.

    The k-th post of a locality with share s comes where (k − ½) ÷ s puts it among those of all. So at any number of
    posts each locality has its share to within about one, and a post that is added moves no other.
    """
    places, which = [], []
    for locality, share in enumerate(shares):
        if share > 0:
            own = (np.arange(int(posts * share) + 2) + 0.5) / share
            places.append(own)
            which.append(np.full(len(own), locality))
    order = np.argsort(np.concatenate(places), kind="stable")[:posts]
    given: Ints = np.concatenate(which)[order]
    return given


def _in_order_of_asking(plan: Plan, luck: Luck, chain: "_Chain") -> Ints:
    """An order by which those who ask for the first course together lie together in all arrays.

    Nothing depends on it but the time it takes to reach them in a large workforce.
    """
    if not plan.first.courses:
        return np.arange(len(chain.key))
    course = plan.first.courses[0]
    asks = luck.stream("asks", course.name).uniforms(chain.key) * course.ask_over
    order: Ints = np.argsort(np.where(chain.start < 0, asks, chain.start))
    return order


@dataclass(frozen=True)
class _Chain:
    """Stays, in no order."""

    key: Keys
    group: Ints
    post: Ints
    start: Floats
    leave: Floats

    def kept(self, which: NDArray[np.bool_] | Ints) -> "_Chain":
        return _Chain(*(getattr(self, name)[which] for name in _COLUMNS))

    @staticmethod
    def joined(chains: Sequence["_Chain"]) -> "_Chain":
        return _Chain(*(np.concatenate([getattr(chain, name) for chain in chains]) for name in _COLUMNS))


_First = tuple[Ints, Ints, Floats]  # first holders of posts: group, post, when they start
_COLUMNS = [field.name for field in fields(_Chain)]


class _Draw:
    """Draws the posts and stays of all groups."""

    def __init__(self, plan: Plan, luck: Luck) -> None:
        self._plan = plan
        self._settings: list[tuple[GroupSettings, ...]] = [settings.groups for settings in plan.settings]
        self._first = plan.first.groups
        self._end = float(plan.timeline.days)
        self._names = np.array([stable_key("group", group.name) for group in self._first], np.uint64)
        self._draw: Callable[[str], Callable[..., Floats]] = lambda name: luck.stream(name).uniforms
        self._first_year = Hazards(plan.breaks, [[group.first_year for group in groups] for groups in self._settings])
        self._later = Hazards(plan.breaks, [[group.later for group in groups] for groups in self._settings])
        self._times_to_fill = [[group.time_to_fill for group in groups] for groups in self._settings]

    def drawn(self) -> tuple[_Chain, list[Floats], list[Floats]]:
        """All stays that begin before the end; for each group, when each of its posts is created and removed."""
        chains, to_follow = list[_Chain](), [self._first_at_start()]
        created = [np.full(group.posts, -np.inf) for group in self._first]
        removed = [np.full(group.posts, np.inf) for group in self._first]
        for stretch, day in enumerate(self._plan.breaks[1:], 1):
            before, now = self._settings[stretch - 1], self._settings[stretch]
            for group in [group for group in range(len(now)) if now[group].posts != before[group].posts]:
                removed[group][removed[group] > day] = np.inf  # cuts that have not happened yet are forgotten
                surplus = int((removed[group] == np.inf).sum()) - now[group].posts
                if surplus > 0:  # whose posts are cut depends on who holds them
                    chains, to_follow = [_Chain.joined([*chains, *self._followed(to_follow)])], []
                    self._cut(surplus, day, group, chains[0], removed[group])
                else:
                    added = len(created[group]) + np.arange(-surplus)
                    to_follow.append(self._first_added(group, added, day))
                    created[group] = np.append(created[group], np.full(-surplus, day))
                    removed[group] = np.append(removed[group], np.full(-surplus, np.inf))
        chain = _Chain.joined([*chains, *self._followed(to_follow)])
        return self._without_cut(chain, removed), created, removed

    def _first_at_start(self) -> _First:
        """The first holders in a workforce in balance: renewal theory gives who is in post and for how long already."""
        posts = [np.arange(group.posts) for group in self._first]
        starts = [self._starts(group, self._keys(np.full(len(p), group), p, 0)) for group, p in enumerate(posts)]
        group = np.repeat(np.arange(len(posts)), [len(p) for p in posts])
        return group, np.concatenate(posts), np.concatenate(starts)

    def _starts(self, group: int, keys: Keys) -> Floats:
        """When the first holder of each post of a group started, or will start where it is vacant."""
        settings = self._first[group]
        fill, mean_stay = settings.time_to_fill, settings.mean_stay()
        share = 1.0 if mean_stay == np.inf else mean_stay / (mean_stay + fill.mean)
        in_post = self._draw("in post")(keys) < share
        starts = -_tenure_in_balance(settings, self._draw("tenure")(keys))
        vacant = keys[~in_post]
        starts[~in_post] = self._draw("vacancy left")(vacant) * fill.length_biased(self._draw("vacancy")(vacant))
        return starts

    def _first_added(self, group: int, posts: Ints, day: float) -> _First:
        groups = np.full(len(posts), group)
        keys, vacated = self._keys(groups, posts, 0), np.full(len(posts), day)
        return groups, posts, vacated + self._to_fill(groups, keys, vacated)

    def _followed(self, first: Sequence[_First]) -> list[_Chain]:
        """The chains of those first holders, by holder: each leaver is followed until the end of the run."""
        if not first:
            return []
        group, posts, starts = (np.concatenate(columns) for columns in zip(*first, strict=True))
        chains: list[_Chain] = []
        while len(begun := np.flatnonzero(starts < self._end)) or not chains:
            group, posts, starts = group[begun], posts[begun], starts[begun]
            keys = self._keys(group, posts, len(chains))
            leaves = self._leaves(group, keys, starts)
            chains.append(_Chain(keys, group, posts, starts, leaves))
            going_on = np.flatnonzero(leaves < self._end)
            group, posts, vacated = group[going_on], posts[going_on], leaves[going_on]
            keys = self._keys(group, posts, len(chains))
            starts = vacated + self._to_fill(group, keys, vacated)
        return chains

    def _cut(self, surplus: int, day: float, group: int, chain: _Chain, removed: Floats) -> None:
        """Cut posts: vacant ones first, by lot, then those whose holders are next to leave, when they leave."""
        # changes come before the starts and leaves of their instant
        in_post = (chain.group == group) & (chain.start < day) & (day <= chain.leave)
        next_leave = np.full(len(removed), -np.inf)
        next_leave[chain.post[in_post]] = chain.leave[in_post]
        there = removed == np.inf
        vacant = np.flatnonzero(there & (next_leave == -np.inf))
        lots = self._draw("cut")(self._keys(np.full(len(vacant), group), vacant, 0), int(day))
        removed[vacant[np.argsort(lots)[:surplus]]] = day
        filled = np.flatnonzero(there & (next_leave > -np.inf))
        leaving = filled[np.argsort(next_leave[filled])[: max(0, surplus - len(vacant))]]
        removed[leaving] = next_leave[leaving]

    def _without_cut(self, chain: _Chain, removed: list[Floats]) -> _Chain:
        """The stays that begin while there is the post."""
        if all(np.all(of_group == np.inf) for of_group in removed):
            return chain
        first = np.cumsum([0, *(len(posts) for posts in removed)])[:-1]  # of each group, among all posts
        return chain.kept(chain.start < np.concatenate(removed)[first[chain.group] + chain.post])

    def _keys(self, group: Ints, posts: Ints, holder: int) -> Keys:
        return person_keys(self._names[group], posts, holder)

    def _leaves(self, group: Ints, keys: Keys, starts: Floats) -> Floats:
        """When each person leaves; hazard gathers from their start on, or from the start of the run."""
        since = np.maximum(starts, 0.0)
        first_year_ends = np.maximum(starts + YEAR, since)
        needed = -np.log(self._draw("stay")(keys))
        in_first_year = self._first_year.cumulatives(group, first_year_ends) - self._first_year.cumulatives(
            group, since
        )
        leaves = self._first_year.afters(group, since, needed)
        on = needed >= in_first_year
        leaves[on] = self._later.afters(group[on], first_year_ends[on], (needed - in_first_year)[on])
        return leaves

    def _to_fill(self, group: Ints, keys: Keys, vacated: Floats) -> Floats:
        """How long each post, vacated at that moment, stands empty before the person of that key starts."""
        return quantiles(self._plan, self._times_to_fill, group, vacated, self._draw("time to fill")(keys))


def _tenure_in_balance(group: GroupSettings, u: Floats) -> Floats:
    """Tenures of people in post at a moment picked at random: density S(a) / E[stay], by inversion.

    Where nobody leaves after the first year, any tenure beyond it will do.
    """
    first, later, mean = group.first_year, group.later, group.mean_stay()
    if mean == np.inf:
        return YEAR / u
    area = u * mean
    within = -np.log1p(-np.minimum(first * area, 1 - 1e-16)) / first if first > 0 else area
    past_first_year = area - (-np.expm1(-first * YEAR) / first if first > 0 else YEAR)
    beyond = YEAR - np.log1p(-np.clip(later * past_first_year * np.exp(first * YEAR), 0, 1 - 1e-16)) / later
    return np.where(past_first_year < 0, within, beyond)
