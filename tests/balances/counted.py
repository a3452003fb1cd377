"""What must add up of the public, and of those who sign up to self-paced courses."""

import numpy as np

from cascade_sim.scenario.plan import SelfPaced

from .columns import Columns, Tables, changes, name_of, part_of, scopes, told
from .money import year_of_rows
from .shape import Shape


def public(tables: Tables, shape: Shape) -> list[str]:
    """Waiting + booked at the end = at the start + arrived − completed − gave up, waiting or not."""
    found = []
    for scope, rows in scopes(tables["public"], "course"):
        table = part_of(tables["public"], rows)
        stock, losses = table["waiting"] + table["booked"], ("completed", "gave_up_waiting", "gave_up")
        found += changes(scope, table, stock, ("arrived",), losses, "waiting or booked")
        course = next(course for course in shape.plan.first.courses if course.name == scope[0])
        opening = (course.public.waiting_at_start if course.public else 0, 0)
        if (table["waiting"][0], table["booked"][0]) != opening:
            found.append(f"{name_of(scope)}: {table['waiting'][0]} wait at the start")
    return found


def signed_up(tables: Tables, shape: Shape) -> list[str]:
    """Booked at the end = at the start + signed up − completed − gave up − who left or asked again.

    The tables tell neither who asked again nor who of those who left was booked, so both are bounds.
    """
    found = []
    for table in (tables["coverage"], tables["public"]):
        keys = ("course", "group") if "group" in table else ("course",)
        for scope, rows in scopes(table, *keys):
            own = part_of(table, rows)
            if scope[0] in shape.self_paced:
                found += _bookings(scope, own, _asks_again(shape, scope[0]))
            else:
                found += told(scope, own, own["signed_up"] > 0, "some signed up, though it has dates")
    return found


def _bookings(scope: tuple[object, ...], table: Columns, may_ask_again: bool) -> list[str]:
    over = np.diff(table["booked"], prepend=0) - table["signed_up"] + table["completed"] + table["gave_up"]
    left = table.get("left_waiting", np.zeros_like(over))
    found = told(scope, table, over > 0, "more are booked than signed up")
    return found if may_ask_again else found + told(scope, table, over < -left, "fewer are booked than signed up")


def _asks_again(shape: Shape, course: object) -> bool:
    return any(max(terms.asks_again_by_group) > 0 for terms in _terms(shape, course))


def _terms(shape: Shape, course: object) -> list[SelfPaced]:
    courses = (one for settings in shape.plan.settings for one in settings.courses if one.name == course)
    return [one.self_paced for one in courses if one.self_paced]


def licences(tables: Tables, shape: Shape) -> list[str]:
    """In no year do more people sign up than there are licences."""
    found = []
    for table in (tables["coverage"], tables["public"]):
        years = year_of_rows(table["date"], shape.plan.year_starts)
        for course in set(table["course"]) & shape.self_paced:
            limits = [terms.licences for terms in _terms(shape, course)]
            if None in limits:
                continue
            for year in np.unique(years):
                number = table["signed_up"][(years == year) & (table["course"] == course)].sum()
                if number > max(limit for limit in limits if limit is not None):
                    found.append(f"{course}, {year}: {number} signed up, more than there are licences")
    return found
