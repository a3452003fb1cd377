"""Calibration: from what was known before, and what was counted, to what is known now.

It is given points and what simulations at them tell, or a function that simulates; it knows no model and no scenario.
"""

from .agreement import OUTSIDE, Contradiction, Fit, contradictions, fits
from .best_fit import best_fit
from .history_matching import Matching
from .identifiability import (
    Combination,
    NextCount,
    Told,
    ValueTold,
    combinations_told,
    next_counts,
    values_told,
)
from .observation_error import DATES, DISCREPANCY, Counted, ObservationError
from .sampler import PARTICLES, Generation, Sample, Sampler, Spending

__all__ = [
    "DATES",
    "DISCREPANCY",
    "OUTSIDE",
    "PARTICLES",
    "Combination",
    "Contradiction",
    "Counted",
    "Fit",
    "Generation",
    "Matching",
    "NextCount",
    "ObservationError",
    "Sample",
    "Sampler",
    "Spending",
    "Told",
    "ValueTold",
    "best_fit",
    "combinations_told",
    "contradictions",
    "fits",
    "next_counts",
    "values_told",
]
