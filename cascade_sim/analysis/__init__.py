"""From tables with a row per replication to what can be said over all of them.

It takes tables (DataFrames, as the store reads them) and the declarations in `measures`; it knows no model.
"""

from .headlines import Headlines, Months, headlines, telling_months
from .limits import limits_summary
from .summary import summary, yearly
from .targets import targets

__all__ = ["Headlines", "Months", "headlines", "limits_summary", "summary", "targets", "telling_months", "yearly"]
