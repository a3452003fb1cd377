"""What must add up of the members of roles."""

import numpy as np

from .columns import Tables, changes, part_of, scopes
from .shape import Shape


def members(tables: Tables) -> list[str]:
    """Members and active members change by what is told of them."""
    found = []
    for scope, rows in scopes(tables["roles"], "role", "group"):
        table = part_of(tables["roles"], rows)
        found += changes(scope, table, table["members"], ("joined",), ("left",), "members")
        losses = ("never_started", "stopped", "stopped_unused", "left_active")
        found += changes(scope, table, table["active"], ("joined", "started_again"), losses, "active")
    return found


def deliveries_and_roles(tables: Tables, shape: Shape) -> list[str]:
    """Up to each date, the deliveries and days that members gave are those of the deliveries that ran."""
    roles, deliveries, found = tables["roles"], tables["deliveries"], []
    taught_by = np.array([shape.taught_by[course] for course in deliveries["course"]], dtype=object)
    days = np.array([shape.days[course] for course in deliveries["course"]], dtype=np.int64)
    trainers = deliveries["trainers"] * (deliveries["status"] == "run")
    for role in np.unique(roles["role"]):
        for date in np.unique(roles["date"]):
            given = (taught_by == role) & (deliveries["planned"] <= date)
            rows = (roles["role"] == role) & (roles["date"] <= date)
            for column, count in (("deliveries", trainers), ("days", trainers * days)):
                if roles[column][rows].sum() != count[given].sum():
                    found.append(f"{role} up to {date}: {roles[column][rows].sum()} {column}, not {count[given].sum()}")
    return found
