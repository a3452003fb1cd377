"""Reports: a page that says what was found, for those who decide; one file that needs nothing else.

A page is made of sections, and sections of blocks (`page`), whatever it is about; `run` puts together that of a run.
"""

from .page import Page, Section, render
from .run import about_run

__all__ = ["Page", "Section", "about_run", "render"]
