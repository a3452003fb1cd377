"""The output folder: whole or not at all, and never at the cost of somebody else's files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cascade_sim.errors import UserError
from cascade_sim.experiment.folder import check_folder
from cascade_sim.experiment.manifest import described, write_manifest
from cascade_sim.experiment.workplace import workplace

pytestmark = pytest.mark.unit


def publish(target, *names, manifest=True):
    """Write files of those names, each holding its own name, and the manifest that lists them."""
    with workplace(target) as place, place.results() as folder:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(name)
        if manifest:
            listed = {"program": "cascade-sim", "files": list(names)}
            (folder / "manifest.json").write_text(json.dumps(listed))


def everything_in(path):
    return sorted(found.relative_to(path).as_posix() for found in path.rglob("*"))


def test_a_folder_appears_with_all_that_was_written(tmp_path):
    publish(tmp_path / "outputs" / "plan", "a.csv", "tables/b.csv")
    assert everything_in(tmp_path) == [
        "outputs", "outputs/plan", "outputs/plan/a.csv", "outputs/plan/manifest.json",
        "outputs/plan/tables", "outputs/plan/tables/b.csv",
    ]  # fmt: skip


def test_a_failure_while_writing_leaves_what_was_there(tmp_path):
    publish(tmp_path / "plan", "old.csv")
    with (
        pytest.raises(KeyboardInterrupt),
        workplace(tmp_path / "plan") as place,
        place.results() as folder,
    ):
        (folder / "half.csv").touch()
        raise KeyboardInterrupt
    assert everything_in(tmp_path) == ["plan", "plan/manifest.json", "plan/old.csv"]


def test_a_failure_while_moving_into_place_puts_back_what_was_there(tmp_path, monkeypatch):
    publish(tmp_path / "plan", "old.csv")
    rename = Path.rename

    def fail_to_arrive(self, target):
        if Path(target).name == "plan" and not (self / "old.csv").exists():
            raise PermissionError("locked")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_to_arrive)
    with pytest.raises(PermissionError):
        publish(tmp_path / "plan", "new.csv")
    assert everything_in(tmp_path) == ["plan", "plan/manifest.json", "plan/old.csv"]


def test_a_run_replaces_an_earlier_one(tmp_path):
    publish(tmp_path / "plan", "old.csv")
    check_folder(tmp_path / "plan")
    publish(tmp_path / "plan", "new.csv")
    assert everything_in(tmp_path) == ["plan", "plan/manifest.json", "plan/new.csv"]


def test_what_others_may_read_beside_it_they_may_read_in_it(tmp_path):
    publish(tmp_path / "plan", "a.csv")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "plan").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_a_kill_between_two_renamings_took_away_is_put_back(tmp_path):
    publish(tmp_path / "plan", "old.csv")
    hidden = tmp_path / ".plan.unfinished"
    hidden.mkdir()
    (tmp_path / "plan").rename(hidden / "former")
    (hidden / "results").mkdir()
    (hidden / "results" / "half.csv").touch()
    with workplace(tmp_path / "plan"):
        assert everything_in(tmp_path / "plan") == ["manifest.json", "old.csv"]
        assert everything_in(hidden) == ["lock"]
    assert everything_in(tmp_path) == ["plan", "plan/manifest.json", "plan/old.csv"]


def test_a_second_run_into_a_folder_is_refused_while_the_first_is_at_work(tmp_path):
    with workplace(tmp_path / "plan"):
        with pytest.raises(UserError, match="another run is writing to"), workplace(tmp_path / "plan"):
            pass
        with workplace(tmp_path / "other"):
            pass
    with workplace(tmp_path / "plan"):
        pass


def test_a_workplace_without_results_leaves_nothing_not_even_the_folders_it_made(tmp_path):
    with workplace(tmp_path / "outputs" / "deep" / "plan"):
        assert (tmp_path / "outputs" / "deep" / ".plan.unfinished").exists()
    assert everything_in(tmp_path) == []


def test_a_read_only_folder_is_refused(tmp_path, monkeypatch):
    publish(tmp_path / "plan", "a.csv")
    monkeypatch.setattr("os.access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(UserError, match="plan is read-only"):
        check_folder(tmp_path / "plan")


def test_a_link_to_a_folder_is_kept(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "plan").symlink_to(tmp_path / "there")
    publish(tmp_path / "plan", "a.csv")
    assert (tmp_path / "plan").is_symlink()
    assert (tmp_path / "there" / "a.csv").exists()


@pytest.mark.parametrize("manifest", [None, "{}", "[]", "no JSON", '{"program": "other", "files": ["notes.txt"]}'])
def test_a_folder_of_something_else_is_refused(tmp_path, manifest):
    (tmp_path / "notes.txt").touch()
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(UserError, match=r"holds (notes\.txt|manifest\.json), which no run of cascade-sim put there"):
        check_folder(tmp_path)
    check_folder(tmp_path, force=True)


def test_a_file_that_somebody_put_beside_our_results_is_not_lost(tmp_path):
    publish(tmp_path / "plan", "a.csv")
    (tmp_path / "plan" / "minutes.docx").touch()
    with pytest.raises(UserError, match=r"minutes\.docx"):
        check_folder(tmp_path / "plan")


def test_what_desktops_leave_behind_is_no_matter(tmp_path):
    publish(tmp_path / "plan", "a.csv")
    for name in (".DS_Store", "Thumbs.db", "~$a.csv"):
        (tmp_path / "plan" / name).touch()
    check_folder(tmp_path / "plan")


def test_an_empty_folder_will_do(tmp_path):
    check_folder(tmp_path / "new")
    (tmp_path / "empty").mkdir()
    check_folder(tmp_path / "empty")
    assert everything_in(tmp_path) == ["empty"]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "plan").touch()
    with pytest.raises(UserError, match="is a file"):
        check_folder(tmp_path / "plan", force=True)
    with pytest.raises(UserError, match="cannot be written"):
        check_folder(tmp_path / "plan" / "deeper")


def test_the_folder_one_works_in_or_reads_from_is_never_given_up(tmp_path, monkeypatch):
    (tmp_path / "work" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work" / "deep")
    (tmp_path / "plans").mkdir()
    scenario = tmp_path / "plans" / "plan.yaml"
    for place in (Path(), Path(".."), tmp_path, Path.home(), tmp_path / "plans"):
        with pytest.raises(UserError, match="choose another"):
            check_folder(place, force=True, keep=[scenario])


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    def forbidden(self, *args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", forbidden)  # root may write anywhere, so file modes cannot be the test
    with pytest.raises(UserError, match="cannot be written \\(Permission denied\\)"):
        check_folder(tmp_path / "plan")


def test_the_manifest_lists_every_other_file(tmp_path):
    (tmp_path / "tables").mkdir()
    for name in ("scenario.yaml", "tables/b.csv"):
        (tmp_path / name).touch()
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    write_manifest(tmp_path, described({"seed": 7, "name": "Été"}), started=when, finished=when)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == ["scenario.yaml", "tables/b.csv"]
    assert (manifest["program"], manifest["seed"], manifest["name"]) == ("cascade-sim", 7, "Été")
    assert manifest["started"] == "2026-01-02T03:04:05+00:00"
    assert set(manifest["libraries"]) >= {"numpy", "simpy", "pandas", "pyarrow"}
    check_folder(tmp_path)
