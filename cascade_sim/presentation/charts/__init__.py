"""Charts of a run, in one house style, drawn from its summary tables alone.

Importing it imports matplotlib: whoever may do without charts imports it where the first one is asked for.
"""

from .chart import Chart
from .plots import Plots
from .source import Source

__all__ = ["Chart", "Plots", "Source"]
