"""Files that cannot lie in a repository: encodings, devices, links, and files far too large; each with what is said."""

import os
from pathlib import Path

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import load
from cascade_sim.scenario.merging import MAX_FILES
from cascade_sim.scenario.reading import MAX_NODES
from cascade_sim.scenario.texts import MAX_BYTES

pytestmark = pytest.mark.unit

SMALL = (Path(__file__).parents[1] / "scenarios" / "small.yaml").read_text(encoding="utf-8")
PLAN = Path("plan.yaml")
WAITS = "groups: {nurses: {time_to_fill: {empirical: {file: waits.csv, column: weeks, unit: weeks}}}}"


def write(data):
    return lambda: PLAN.write_bytes(data)


def link(name, to):
    return lambda: Path(name).symlink_to(to)


def gigabyte():
    with PLAN.open("wb") as file:
        file.truncate(1_000_000_000)


def chain():
    for i in range(MAX_FILES + 1):
        Path(f"{i}.yaml").write_text(f"extends: {i + 1}.yaml")
    PLAN.write_text("extends: 0.yaml")


def with_waits(data):
    """A scenario with waits from a file of those bytes."""

    def make():
        Path("small.yaml").write_text(SMALL)
        PLAN.write_text(f"extends: small.yaml\n{WAITS}")
        Path("waits.csv").write_bytes(data)

    return make


def extends_pipe():
    PLAN.write_text("extends: pipe.yaml")
    os.mkfifo("pipe.yaml")


def extends_link_to_outside():
    PLAN.write_text("extends: link.yaml")
    Path("link.yaml").symlink_to("/etc/hostname")


UTF_8 = "save it as UTF-8"
ODD = {
    "nothing there": (lambda: None, "plan.yaml: there is no such file"),
    "a folder": (PLAN.mkdir, "plan.yaml: this is a folder, not a file"),
    "a pipe": (lambda: os.mkfifo(PLAN), "plan.yaml: this is a device or a pipe: save what it gives as a file"),
    "/dev/zero": (
        link("plan.yaml", "/dev/zero"),
        "plan.yaml: this is a device or a pipe: save what it gives as a file",
    ),
    "a link to itself": (
        link("plan.yaml", "plan.yaml"),
        "plan.yaml: cannot be read: Too many levels of symbolic links",
    ),
    "a broken link": (link("plan.yaml", "nowhere"), "plan.yaml: there is no such file"),
    "a gigabyte of zeros": (gigabyte, "plan.yaml: the file is larger than 4 MB"),
    "a byte too many": (write(b"#" * (MAX_BYTES + 1)), "plan.yaml: the file is larger than 4 MB"),
    "empty": (write(b""), "plan.yaml:1:1: the file is empty"),
    "only a mark": (write(b"\xef\xbb\xbf"), "plan.yaml:1:1: the file is empty"),
    "Windows-1252": (
        write("format: 1\nname: Bär".encode("cp1252")),
        f"plan.yaml:2:8: byte 0xe4 is not UTF-8 (perhaps the file was saved as Windows-1252): {UTF_8}",
    ),
    "a picture": (
        write(b"\x89PNG\r\n\x1a\n"),
        f"plan.yaml:1:1: byte 0x89 is not UTF-8 (perhaps the file was saved as Windows-1252): {UTF_8}",
    ),
    "UTF-16 without its mark": (
        write("format: 1".encode("utf-16-le")),
        f"plan.yaml: the file is not UTF-8 (perhaps UTF-16 without its mark): {UTF_8}",
    ),
    "UTF-16 the other way without its mark": (
        write("format: 1".encode("utf-16-be")),
        f"plan.yaml: the file is not UTF-8 (perhaps UTF-16 without its mark): {UTF_8}",
    ),
    "half of UTF-16": (write(b"\xff\xfea\x00b"), f"plan.yaml:1:5: the file is not valid UTF-16: {UTF_8}"),
    "UTF-7": (
        write("format: 1\nnäme: Test".encode("utf-7")),
        "plan.yaml:1:1 name: missing: what the scenario is called in charts and tables",
    ),
    "a NUL": (write(b"format: 1\nname: a\0b"), "plan.yaml: not YAML: control characters are not allowed"),
    "a colour of the terminal": (
        write(b"format: 1\nname: \x1b[31mred"),
        "plan.yaml: not YAML: control characters are not allowed",
    ),
    "files without end": (chain, f"18.yaml:1:10 extends: more than {MAX_FILES} files extend one another"),
    "extends a pipe": (extends_pipe, "pipe.yaml: this is a device or a pipe: save what it gives as a file"),
    "extends a link to outside": (
        extends_link_to_outside,
        "plan.yaml:1:10 extends: 'link.yaml' lies outside the working folder and the scenario's own folder: "
        "copy it there",
    ),
    "waits in Windows-1252": (
        with_waits("weeks,why\n5,Bär".encode("cp1252")),
        "plan.yaml:2:45 groups.nurses.time_to_fill.empirical: waits.csv: byte 0xe4 is not UTF-8 "
        f"(perhaps the file was saved as Windows-1252): {UTF_8}",
    ),
    "waits without end": (
        with_waits(b"weeks\n" + b"5\n" * (MAX_NODES + 1)),
        f"plan.yaml:2:45 groups.nurses.time_to_fill.empirical: waits.csv: more than {MAX_NODES:,} values",
    ),
    "waits in one long cell": (
        with_waits(b"weeks\n" + b"5" * 200_000),
        "plan.yaml:2:45 groups.nurses.time_to_fill.empirical: waits.csv: "
        "not CSV: field larger than field limit (131072)",
    ),
    "waits in an empty file": (
        with_waits(b""),
        "plan.yaml:2:45 groups.nurses.time_to_fill.empirical: waits.csv: there is no column 'weeks', nor any other",
    ),
    "waits of 4 MB": (
        with_waits(b"weeks\n" + b"5\n" * (MAX_BYTES // 2)),
        "plan.yaml:2:45 groups.nurses.time_to_fill.empirical: waits.csv: the file is larger than 4 MB",
    ),
}


@pytest.mark.parametrize(("make", "message"), ODD.values(), ids=list(ODD))
def test_an_odd_file_is_refused(tmp_path, monkeypatch, make, message):
    monkeypatch.chdir(tmp_path)
    make()
    with pytest.raises(ScenarioError) as caught:
        load(PLAN)
    assert str(caught.value).splitlines()[0] == message


NAMES = {
    "not a name": ("a\0b.yaml", "a\\x00b.yaml: not the name of a file"),
    "too long a name": ("x" * 5000, f"{'x' * 5000}: cannot be read: File name too long"),
}


@pytest.mark.parametrize(("name", "message"), NAMES.values(), ids=list(NAMES))
def test_an_odd_name_is_refused(name, message):
    with pytest.raises(ScenarioError) as caught:
        load(name)
    assert str(caught.value) == message


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    PLAN.write_text(SMALL)
    PLAN.chmod(0)
    with pytest.raises(ScenarioError) as caught:
        load(PLAN)
    assert str(caught.value) == "plan.yaml: cannot be read: Permission denied"


def test_what_a_terminal_could_not_have_sent_is_refused_in_set():
    with pytest.raises(ScenarioError) as caught:
        load(Path(__file__).parents[1] / "scenarios" / "small.yaml", ["name='\udcff'"])
    assert str(caught.value) == "--set name: not YAML: it holds half a character"
