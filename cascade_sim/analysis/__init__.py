"""From tables with a row per replication to what can be said over all of them.

It takes tables (DataFrames, as the store reads them) and the declarations in `measures`; it knows no model.
"""

from .bridge import bridge, bridges, date_of_tables
from .choosing import cost_of_points, ranking
from .comparison import (
    Outcomes,
    Yardstick,
    aligned,
    differences,
    over_time,
    probabilities,
    told_of_all,
    yardsticks,
)
from .costs import costs_yearly, unit_costs
from .cubes import Cubes, Scope
from .deliveries import deliveries_yearly, ladder
from .drivers import ALL_ELSE, drivers
from .headlines import Headlines, HeldBack, Months, headlines, held_back, telling_months
from .limits import limits_summary
from .precision import Precision, half_width, parse_precision
from .summary import summary, yearly
from .targets import chances, levels, target_values, targets
from .tracking import tracking
from .why import waterfall

__all__ = [
    "ALL_ELSE",
    "Cubes",
    "Headlines",
    "HeldBack",
    "Months",
    "Outcomes",
    "Precision",
    "Scope",
    "Yardstick",
    "aligned",
    "bridge",
    "bridges",
    "chances",
    "cost_of_points",
    "costs_yearly",
    "date_of_tables",
    "deliveries_yearly",
    "differences",
    "drivers",
    "half_width",
    "headlines",
    "held_back",
    "ladder",
    "levels",
    "limits_summary",
    "over_time",
    "parse_precision",
    "probabilities",
    "ranking",
    "summary",
    "target_values",
    "targets",
    "telling_months",
    "told_of_all",
    "tracking",
    "unit_costs",
    "waterfall",
    "yardsticks",
    "yearly",
]
