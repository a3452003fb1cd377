"""Pictures of charts as a page holds them: without what a page needs not, and with ids that are its own."""

import re
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from ..charts import Chart
from .page import Figure

_ROWS = 3600  # of the numbers of all charts, about: so that a page stays small
_NUMBER = re.compile(r"-?\d+\.\d\d+")
_SHAPES = re.compile(r'(?<= )(d|x|y|width|height|transform|points|viewBox)="([^"]*)"')
_NOT_NEEDED = re.compile(
    r"<metadata>.*?</metadata>|<style type=\"text/css\">.*?</style>|<defs>\s*</defs>"
    r"| transform=\"rotate\(-?0 [^\"]*\)\"|(?<=style=\")clip-path: none; ?|font-family: '[^\"]*?sans-serif; ?",
    re.DOTALL,
)
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(url\(|xlink:href=")#([^)"]*)')
_STYLE = re.compile(r' style="([^"]*)"')
_GROUP = re.compile(r"<(/?)g\b([^>]*)>")
_TAG = re.compile(r"<[^>]*>")  # matplotlib and we escape what is written between quotes
_BETWEEN = re.compile(r">\s*\n\s*<")


def placed(pictures: Iterable[tuple[Chart, str]], sections: Mapping[str, Sequence[str]]) -> dict[str, list[Figure]]:
    """Charts with their SVG as figures, in the section that names what their names begin with."""
    numbered = list(enumerate(pictures, 1))
    rows = _ROWS // max(len(numbered), 1)
    return {
        section: [figure(chart, svg, number, rows) for number, (chart, svg) in numbered if _is_of(chart, kinds)]
        for section, kinds in sections.items()
    }


def _is_of(chart: Chart, kinds: Sequence[str]) -> bool:
    return chart.name.startswith(tuple(f"{kind}-" for kind in kinds)) or chart.name in kinds


def figure(chart: Chart, svg: str, number: int, rows: int) -> Figure:
    """A chart for a page, on which it has that number; longer tables of its numbers are thinned to so many rows."""
    picture = Markup(inlined(svg, f"c{number}"))
    return Figure(number, chart.title, chart.alt, picture, tuple(grid.thinned(rows) for grid in chart.numbers()))


def inlined(svg: str, prefix: str) -> str:
    """An SVG of ours to stand in a page: the same picture, smaller, with ids that begin with a prefix of its own."""
    found = _NOT_NEEDED.sub("", svg[svg.index("<svg ") :])
    used = {reference for _, reference in _REFERENCE.findall(found)}

    def identified(match: re.Match[str]) -> str:
        return f' id="{prefix}-{match[1]}"' if match[1] in used else ""

    def tag(match: re.Match[str]) -> str:
        written = _REFERENCE.sub(rf"\1#{prefix}-\2", _ID.sub(identified, match[0]))
        return _STYLE.sub(_close, _SHAPES.sub(_rounded, written))

    found = _without_plain_groups(_BETWEEN.sub("><", _TAG.sub(tag, found)))
    return re.sub(r'^(<svg)([^>]*?) width="[^"]*" height="[^"]*"', r"\1\2", found).strip()


def _without_plain_groups(svg: str) -> str:
    """The same without groups that have no attribute, and so do nothing."""
    plain: list[bool] = []

    def kept(match: re.Match[str]) -> str:
        if match[2].endswith("/"):
            return ""
        if match[1]:
            return "" if plain.pop() else match[0]
        plain.append(not match[2].strip())
        return "" if plain[-1] else match[0]

    return _GROUP.sub(kept, svg)


def _close(match: re.Match[str]) -> str:
    """A style without spaces that mean nothing; none that is empty."""
    style = match[1].replace("; ", ";").replace(": ", ":").strip(" ;")
    return f' style="{style}"' if style else ""


def _rounded(match: re.Match[str]) -> str:
    """A shape to a tenth of a point, on one line."""
    shape = _NUMBER.sub(lambda number: f"{float(number[0]):.1f}".rstrip("0").rstrip("."), match[2])
    return f'{match[1]}="{" ".join(shape.split())}"'
