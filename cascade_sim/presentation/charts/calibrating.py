"""`calibration.plot`: charts of a scenario held against a history."""

from collections.abc import Callable, Iterator

import pandas as pd

from ..calibrating import CalibrationSummary
from .asked import AskedCharts
from .calibration import agreement, next_counts, pairs, values
from .chart import Chart


class CalibrationPlots(AskedCharts):
    """The charts of a calibration. Each shows itself in a notebook; `.save("chart.png")` (or .svg) keeps it.

    A chart with nothing in it is a UserError.
    """

    def __init__(self, summary: CalibrationSummary, before: pd.DataFrame, draws: pd.DataFrame) -> None:
        self._summary, self._before, self._draws = summary, before, draws

    def agreement(self) -> Chart:
        """What was counted, and what would be by the ranges of the file and by what the counts left of them."""
        return agreement(self._summary)

    def values(self) -> Chart:
        """What was known of each value, and what the counts left of that."""
        return values(self._summary)

    def pairs(self) -> Chart:
        """Joint draws of the values of which the counts told most, each against each other."""
        return pairs(self._summary, self._before, self._draws)

    def next(self) -> Chart:
        """What one count more would be expected to tell."""
        return next_counts(self._summary)

    def _asked(self) -> Iterator[tuple[str, Callable[[], Chart]]]:
        for draw in (self.agreement, self.values, self.pairs, self.next):
            yield f"calibration-{draw.__name__}", draw
