"""The site builds without a warning, and nothing on it is fetched from elsewhere; generated pages are up to date."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.calling import ROOT, environment
from tests.docs.blocks import pages

pytestmark = pytest.mark.docs
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-d",
        folder / "trees",
        "docs",
        folder / "out",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "out"


class Loaded(HTMLParser):
    """What a page makes a browser fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.formulas = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.formulas += tag == "math"
        if tag in ("script", "img", "iframe", "source"):
            self.addresses += [values["src"]] if values.get("src") else []
        if tag == "link" and values.get("rel") in ("stylesheet", "preload", "icon", "shortcut icon"):
            self.addresses.append(values["href"])


def test_nothing_on_the_site_is_fetched_from_elsewhere(site):
    built = list(site.rglob("*.html"))
    assert len(built) > len(list((ROOT / "docs").rglob("*.md")))
    addresses = {address for page in built for address in Loaded(page.read_text(encoding="utf-8")).addresses}
    assert addresses
    assert [address for address in addresses if re.match(r"(\w+:)?//", address)] == []
    styles = "".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))
    assert re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)'\"]*", styles) == []


def test_formulas_are_drawn_by_the_browser_itself(site):
    page = (site / "background.html").read_text(encoding="utf-8")
    assert Loaded(page).formulas > 20
    assert "MathJax" not in page


def test_what_python_offers_is_on_the_site(site):
    page = (site / "python.html").read_text(encoding="utf-8")
    for name in ("run", "Result", "Result.summary", "check", "schema"):
        assert f'id="cascade_sim.{name}"' in page


def test_the_page_of_commands_is_what_the_command_line_says():
    written = subprocess.run(
        [sys.executable, "docs/write_commands.py"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    told = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert told == written, "write it anew: see docs/write_commands.py"


@pytest.mark.parametrize("page", pages(ROOT), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_files_lead_somewhere(page):
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [link for link in links if link and not re.match(r"\w+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []
