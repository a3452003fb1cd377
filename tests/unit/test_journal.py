"""The journal: every finished replication is kept, and a torn end does no harm."""

import os
from contextlib import closing

import numpy as np
import pytest

from cascade_sim.experiment.encoding import encode
from cascade_sim.experiment.journal import Journal
from cascade_sim.experiment.replicate import Kind, Outcome, Replication

pytestmark = pytest.mark.unit

DATES = np.array(["1965-01-31", "2026-02-28", "2090-03-31"], "datetime64[D]")


def outcome(number, **columns):
    tables = {"workforce": {"date": DATES, "posts": np.array([1, 300, 70_000])}, "waits": {"weeks": np.zeros(0, int)}}
    return Outcome(
        Replication(number, Kind.FULL), tables | {"roles": columns}, {"groups.n.turnover": 0.1 + number}, ("é",)
    )


def kept(*numbers):
    journal = Journal()
    for number in numbers:
        journal.add(encode(outcome(number, active=np.arange(number))))
    return journal


def replication(number):
    return Replication(number, Kind.FULL)


def test_what_is_kept_comes_back(tmp_path):
    with_file = Journal.at(tmp_path / "futures")
    for number in (3, 1):
        with_file.add(encode(outcome(number, active=np.arange(number))))
    with_file.close()
    for journal in (kept(3, 1), Journal.at(tmp_path / "futures")):
        assert len(journal) == 2
        assert replication(3) in journal
        assert replication(2) not in journal
        head = journal.head(replication(3))
        assert (head.error, head.drawn, head.clipped) == (None, {"groups.n.turnover": 3.1}, ("é",))
        columns = journal.columns(replication(3), "workforce")
        assert columns["date"].astype("datetime64[D]").tolist() == DATES.tolist()
        assert columns["posts"].tolist() == [1, 300, 70_000]
        assert journal.columns(replication(3), "waits")["weeks"].tolist() == []
        assert journal.columns(replication(1), "roles")["active"].tolist() == [0]
        journal.close()


def test_a_failure_is_kept_as_such():
    journal = Journal()
    journal.add(encode(Outcome(replication(1), error="ValueError: no posts")))
    assert journal.head(replication(1)).error == "ValueError: no posts"


def test_a_torn_or_spoilt_end_is_cut_off_wherever_it_is_torn(tmp_path):
    path = tmp_path / "futures"
    journal = Journal.at(path)
    journal.add(encode(outcome(1, active=np.arange(4))))
    whole = path.stat().st_size
    journal.add(encode(outcome(2, active=np.arange(4))))
    journal.close()
    data = path.read_bytes()
    spoilt = data[:-1] + bytes([data[-1] ^ 1])
    for damaged in (spoilt, data[:whole] + bytes(100), *(data[:length] for length in range(whole, len(data)))):
        path.write_bytes(damaged)
        journal = Journal.at(path)
        assert (len(journal), replication(1) in journal, path.stat().st_size) == (1, True, whole)
        journal.close()
    journal = Journal.at(path)
    journal.add(encode(outcome(2, active=np.arange(4))))
    journal.close()
    assert path.read_bytes() == data


def test_where_there_is_no_room_the_journal_stays_as_it_was(tmp_path, monkeypatch):
    class Full:
        """A file on a disk that is full after 1,000 bytes."""

        def __init__(self, file):
            self.file = file

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, data):
            room = 1000 - self.file.tell()
            if room <= 0:
                raise OSError(28, os.strerror(28))
            return self.file.write(data[:room])

    path = tmp_path / "futures"
    path.touch()
    journal = Journal(Full(path.open("r+b", buffering=0)))
    journal.add(encode(outcome(1, active=np.arange(4))))
    before = path.read_bytes()
    with pytest.raises(OSError, match="No space left"):
        journal.add(encode(outcome(2, active=np.random.default_rng(1).integers(0, 10**9, 400))))
    assert path.read_bytes() == before
    assert len(journal) == 1
    journal.close()


def test_what_was_lost_with_its_worker_is_told_but_not_kept(tmp_path):
    journal = Journal.at(tmp_path / "futures")
    journal.lose(replication(1), "its worker process was killed by SIGKILL")
    assert replication(1) in journal
    assert len(journal) == 0
    journal.close()
    with closing(Journal.at(tmp_path / "futures")) as again:
        assert replication(1) not in again


def test_a_detached_journal_outlives_its_file(tmp_path):
    journal = Journal.at(tmp_path / "futures")
    journal.add(encode(outcome(1, active=np.arange(4))))
    journal.detach()
    (tmp_path / "futures").unlink()
    assert journal.columns(replication(1), "roles")["active"].tolist() == [0, 1, 2, 3]


def test_a_number_that_does_not_fit_is_refused():
    with pytest.raises(OverflowError):
        encode(outcome(1, active=np.array([2**31])))
