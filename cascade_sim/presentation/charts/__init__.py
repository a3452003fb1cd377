"""Charts of a run, of several side by side and of a calibration, in one house style, drawn from summary tables alone.

Importing it imports matplotlib: whoever may do without charts imports it where the first one is asked for.
"""

from .calibrating import CalibrationPlots
from .chart import Chart
from .comparing import ComparisonPlots
from .plots import Plots
from .source import Source
from .tracking import tracking as tracking_chart
from .writing import write_charts

__all__ = ["CalibrationPlots", "Chart", "ComparisonPlots", "Plots", "Source", "tracking_chart", "write_charts"]
