"""Pictures of charts as a page holds them: without what a page needs not, and with ids that are its own."""

import re

from markupsafe import Markup

from ..charts import Chart
from .page import Figure

_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_SHAPES = re.compile(r'(?<= )(d|x|y|width|height|transform|points|viewBox)="([^"]*)"')
_NOT_NEEDED = re.compile(
    r"<metadata>.*?</metadata>|<style type=\"text/css\">.*?</style>|<defs>\s*</defs>"
    r"| transform=\"rotate\(-?0 [^\"]*\)\"|(?<=style=\")clip-path: none; ?|font-family: '[^\"]*?sans-serif; ?",
    re.DOTALL,
)
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(url\(|xlink:href=")#([^)"]*)')
_TAG = re.compile(r"<[^>]*>")  # matplotlib and we escape what is written between quotes
_BETWEEN = re.compile(r">\s*\n\s*<")


def figure(chart: Chart, svg: str, number: int) -> Figure:
    """A chart for a page, on which it has that number."""
    picture = Markup(inlined(svg, f"c{number}"))
    return Figure(number, chart.title, chart.alt, picture, chart.numbers())


def inlined(svg: str, prefix: str) -> str:
    """An SVG of ours to stand in a page: the same picture, smaller, with ids that begin with a prefix of its own."""
    found = _NOT_NEEDED.sub("", svg[svg.index("<svg ") :])
    used = {reference for _, reference in _REFERENCE.findall(found)}

    def identified(match: re.Match[str]) -> str:
        return f' id="{prefix}-{match[1]}"' if match[1] in used else ""

    def tag(match: re.Match[str]) -> str:
        written = _REFERENCE.sub(rf"\1#{prefix}-\2", _ID.sub(identified, match[0]))
        return _SHAPES.sub(_rounded, written)

    found = _BETWEEN.sub("><", _TAG.sub(tag, found))
    return re.sub(r'^(<svg)([^>]*?) width="[^"]*" height="[^"]*"', r"\1\2", found).strip()


def _rounded(match: re.Match[str]) -> str:
    """A shape to a hundredth of a point, on one line."""
    shape = _NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), match[2])
    return f'{match[1]}="{" ".join(shape.split())}"'
