"""The state in which a run begins: who is in post, holds what, teaches, waits."""

from typing import TYPE_CHECKING

from cascade_sim.randomness.streams import Stream
from cascade_sim.scenario.plan import GroupSettings
from cascade_sim.timeline import OPENING

from .courses import Course
from .draws import largest_remainder, quantile
from .people import LATER, Person
from .roles import Member, Role

if TYPE_CHECKING:
    from .world import World

LONG_AGO = -float("inf")


def set_the_scene(world: "World") -> None:
    """Put people in post and give them what they hold, teach and want on the first day."""
    people = [person for group in world.groups for person in group.staff_at_start()]
    for person in people:
        for course in world.courses:
            _hold_at_start(course, person, world.plan.first.groups[person.group])
    for role in world.roles:
        _appoint_members(role, people)
    for course in world.courses:
        _share_out_trained_before(course)
        _ask_at_start(course, people)


def _hold_at_start(course: Course, person: Person, group: GroupSettings) -> None:
    if course.holds.uniform(person.key) >= group.hold_at_start[course.index]:
        return
    valid_for, gained = course.settings.valid_for, group.gained[course.index]
    if gained is None and valid_for == float("inf"):
        person.hold_from_start(course.index, LONG_AGO, valid_for)
        return
    u = course.gained.uniform(person.key)
    since = min(-quantile(gained, u) if gained else -u * valid_for, OPENING)
    if since + valid_for > OPENING:
        person.hold_from_start(course.index, since, since + valid_for + LATER)


def _appoint_members(role: Role, people: list[Person]) -> None:
    settings, plan = role.settings, role.world.plan
    # what the public come to gives no qualification that anybody could hold
    taught = tuple(course for course in plan.taught_by(role.index) if plan.first.courses[course].public is None)
    members: list[Person] = []
    if settings.from_groups:
        shares = [share for _, share in settings.from_groups]
        numbers = largest_remainder(settings.members_at_start, shares)
        for (group, _), number in zip(settings.from_groups, numbers, strict=True):
            members += _draw_members(role, [p for p in people if p.group == group], taught, number)
    else:
        making = [i for i, course in enumerate(plan.first.courses) if course.makes == role.index]
        groups = {group for course in taught or making for group in plan.first.courses[course].groups}
        groups = groups or set(range(len(plan.first.groups)))
        members += _draw_members(role, [p for p in people if p.group in groups], taught, settings.members_at_start)
    active = set(_lowest(role.draw["active at start"], members, settings.active_at_start))
    experienced = set(_lowest(role.draw["experienced at start"], members, settings.experienced_at_start))
    for person in members:
        member = Member(role, person)
        (member.begin_active if person in active else member.begin_inactive)(OPENING)
        if person in experienced:
            member.become_experienced()


def _draw_members(role: Role, people: list[Person], taught: tuple[int, ...], number: int) -> list[Person]:
    """So many by lot, those first who hold all that the role teaches; the others are given what they lack."""
    lot = role.draw["member at start"]
    people = sorted(people, key=lambda p: (not all(course in p.held_since for course in taught), lot.uniform(p.key)))
    for person in people[:number]:
        for course in taught:
            if course not in person.held_since:
                until = OPENING + role.world.courses[course].settings.valid_for + LATER
                person.hold_from_start(course, LONG_AGO, until)
    return people[:number]


def _lowest(lot: Stream, people: list[Person], number: int) -> list[Person]:
    return sorted(people, key=lambda person: lot.uniform(person.key))[:number]


def _share_out_trained_before(course: Course) -> None:
    """Those trained before the start, in proportion to the holders (or else to the posts).

    They are split over the groups first, so that these have the same whether there are localities or not, and then,
    in each group, over its localities.
    """
    world = course.world
    groups, localities = course.settings.groups, max(1, len(world.plan.localities))
    cells = [[world.record.scopes.cell(group, i) for i in range(localities)] for group in groups]
    holders = [[world.counts.holders[course.index][cell] for cell in of_group] for of_group in cells]
    posts = [[world.counts.posts[cell] for cell in of_group] for of_group in cells]
    trained = max(sum(map(sum, holders)), course.settings.trained_before or 0)
    by_group = largest_remainder(trained, [sum(numbers) for numbers in (holders if any(map(any, holders)) else posts)])
    for of_group, part, held, had in zip(cells, by_group, holders, posts, strict=True):
        parts = largest_remainder(part, held if any(held) else had)
        for cell, number in zip(of_group, parts, strict=True):
            world.counts.trained_ever[course.index][cell] = number


def _ask_at_start(course: Course, people: list[Person]) -> None:
    """Of the willing who do not hold the qualification, some wait already and the others will ask."""
    lacking = [p for p in people if course.is_for(p) and course.index not in p.held_since]
    willing = [p for p in lacking if course.is_wanted_by(p, 0.0)]
    waiting = _lowest(course.waits_at_start, willing, course.settings.waiting_at_start)
    for person in waiting:
        course.wait_from_start(person)
    already = set(waiting)
    for person in willing:
        if person not in already:
            course.will_be_asked_by(person, course.asks.uniform(person.key) * course.settings.ask_over)
