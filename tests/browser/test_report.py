"""The report in a real browser: Chromium, driven by playwright, with axe for what people may not be able to use.

They are skipped where there is no Chromium, or where `playwright-core` and `axe-core` are not installed from npm in the
folder that NODE_PATH names (see the README).
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import cascade_sim as cs
from tests.calling import SMALL
from tests.counted import COUNTS, TINY
from tests.plans import compared_in, three_plans
from tests.with_parts import made_up, scenario_in

CHROMIUM = shutil.which("chromium")
MODULES = Path(os.environ.get("NODE_PATH", "node_modules"))
THERE = CHROMIUM and shutil.which("node") and all((MODULES / name).is_dir() for name in ("playwright-core", "axe-core"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not THERE, reason="needs chromium, node, and playwright-core and axe-core in NODE_PATH"),
]


def wrong_with(page, folder):
    """What is wrong with a page, by the width of the window."""
    command = ["node", Path(__file__).with_name("check.js"), page, CHROMIUM, folder]
    environment = os.environ | {"NODE_PATH": str(MODULES.resolve())}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=180)
    return json.loads(done.stdout)


def small(folder):
    path = folder / "plan.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return cs.run(path, replications=12, jobs=1)


def calibrated(folder):
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (folder / "counts.csv").write_text(COUNTS, encoding="utf-8")
    return cs.calibrate(folder / "tiny.yaml", folder / "counts.csv", simulations=1_000, jobs=1)


PAGES = {
    "small": small,
    "parts": lambda folder: made_up(scenario_in(folder)),
    "compared": lambda folder: compared_in(three_plans(folder)),
    "calibrated": calibrated,
}


@pytest.mark.parametrize("ran", PAGES.values(), ids=PAGES)
def test_nothing_is_wrong_with_a_report_on_a_phone_and_on_a_desktop(ran, tmp_path):
    page = tmp_path / "report.html"
    ran(tmp_path).report(page)
    assert wrong_with(page, tmp_path) == {"phone": [], "desktop": []}
    assert (tmp_path / "print.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_wrong_is_found(tmp_path):
    page = tmp_path / "report.html"
    page.write_text(
        '<html><body><img src="http://example.org/x.png" width="2000"><script>console.log(1)</script></body>'
    )
    found = wrong_with(page, tmp_path)["phone"]
    assert {"console", "request", "overflow", "axe"} <= {one.split(":")[0] for one in found}
