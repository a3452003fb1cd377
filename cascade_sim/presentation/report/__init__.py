"""Reports: a page that says what was found, for those who decide; one file that needs nothing else.

A page is made of sections, and sections of blocks (`page`), whatever it is about; `run` puts together that of a run,
`comparison` that of several plans, `calibration` that of a scenario held against a history.
"""

from .calibration import about_calibration
from .comparison import about_comparison
from .page import Page, Section, render
from .run import about_run

__all__ = ["Page", "Section", "about_calibration", "about_comparison", "about_run", "render"]
