"""From tables with a row per replication to what can be said over all of them.

It takes tables (DataFrames, as the store reads them) and the declarations in `measures`; it knows no model.
"""

from .bridge import bridge, bridges, date_of_tables
from .costs import costs_yearly, unit_costs
from .cubes import Cubes, Scope
from .deliveries import deliveries_yearly, ladder
from .drivers import ALL_ELSE, drivers
from .headlines import Headlines, HeldBack, Months, headlines, held_back, telling_months
from .limits import limits_summary
from .precision import Precision, half_width, parse_precision
from .summary import summary, yearly
from .targets import chances, levels, target_values, targets

__all__ = [
    "ALL_ELSE",
    "Cubes",
    "Headlines",
    "HeldBack",
    "Months",
    "Precision",
    "Scope",
    "bridge",
    "bridges",
    "chances",
    "costs_yearly",
    "date_of_tables",
    "deliveries_yearly",
    "drivers",
    "half_width",
    "headlines",
    "held_back",
    "ladder",
    "levels",
    "limits_summary",
    "parse_precision",
    "summary",
    "target_values",
    "targets",
    "telling_months",
    "unit_costs",
    "yearly",
]
