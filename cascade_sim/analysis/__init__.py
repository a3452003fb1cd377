"""From tables with a row per replication to what can be said over all of them.

It takes tables (DataFrames, as the store reads them) and the declarations in `measures`; it knows no model.
"""

from .bridge import bridge, bridges, date_of_tables
from .deliveries import deliveries_yearly, ladder
from .headlines import Headlines, HeldBack, Months, headlines, held_back, telling_months
from .limits import limits_summary
from .summary import summary, yearly
from .targets import levels, targets

__all__ = [
    "Headlines",
    "HeldBack",
    "Months",
    "bridge",
    "bridges",
    "date_of_tables",
    "deliveries_yearly",
    "headlines",
    "held_back",
    "ladder",
    "levels",
    "limits_summary",
    "summary",
    "targets",
    "telling_months",
    "yearly",
]
