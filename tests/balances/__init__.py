"""What must add up in the tables of every replication, whatever the scenario.

Tables are columns by name, with the names (not codes) of groups, courses, roles, schedules, states and causes, and
rows in the order in which `tabulate` makes them or in any other. Each function tells in sentences what does not add
up; an empty list means that all does.
"""

from collections.abc import Mapping

import numpy as np

from . import counted, deliveries, money, roles, staff
from .columns import Tables
from .shape import Shape, shape_of

__all__ = ["Shape", "named", "shape_of", "violations"]


def named(tables: Tables, categories: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, np.ndarray]]:
    """The tables with names in place of codes."""
    return {
        table: {
            name: np.array(categories[name], dtype=object)[column.astype(np.int64)] if name in categories else column
            for name, column in columns.items()
        }
        for table, columns in tables.items()
    }


def violations(tables: Tables, shape: Shape) -> list[str]:
    """Everything that does not add up in the tables of one replication."""
    return [
        *staff.people(tables),
        *staff.holders(tables),
        *staff.asking(tables),
        *staff.completions(tables, shape),
        *staff.waits(tables),
        *staff.localities(tables),
        *staff.bounds(tables),
        *counted.public(tables, shape),
        *counted.signed_up(tables, shape),
        *counted.licences(tables, shape),
        *deliveries.delivery_rows(tables),
        *deliveries.delivery_numbers(tables),
        *deliveries.whose_deliveries(tables, shape),
        *deliveries.deliveries_and_people(tables, shape),
        *deliveries.deliveries_and_localities(tables),
        *deliveries.deliveries_and_limits(tables),
        *deliveries.limiters(tables),
        *roles.members(tables),
        *roles.deliveries_and_roles(tables, shape),
        *money.costs(tables, shape),
        *money.members_and_costs(tables, shape),
        *money.budgets(tables, shape),
    ]
