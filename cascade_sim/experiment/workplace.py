"""Where a run works until it is finished: a hidden folder beside the one its results go to.

`.NAME.unfinished` beside `NAME` holds

- `lock`: held by the one run at a time that works there; a run that was killed holds nothing;
- `about.json` and `futures`: what the run is about, and the journal of what is finished of it;
- `results`: what is written at the end, until it is whole and takes its place as `NAME`;
- `former`: what `NAME` was before, for the moment between two renamings.

It vanishes with the run's success. A run that was interrupted, killed or ran out of disk leaves it behind, and a later
one goes on from it or begins again.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from ..errors import UserError
from .folder import move_into_place, put_back, settle
from .identity import Identity
from .interrupts import held_back
from .journal import Journal
from .lock import Locked, locked
from .log import Log

Kept = TypeVar("Kept", bound=Log)


class Workplace(Generic[Kept]):
    """What a run has to work with: its journal, of the given kind, and, at the end, a folder for its results."""

    def __init__(self, target: Path, kind: type[Kept]) -> None:
        self._kind = kind
        self._target = target.resolve()
        self._hidden = hidden_folder(target)
        self._about, self._futures = self._hidden / "about.json", self._hidden / "futures"
        self.finished = False
        self.journal = kind()

    @contextmanager
    def results(self) -> Iterator[Path]:
        """A folder to write results to; at the end it takes the target's place, and the workplace is no more."""
        staged = self._hidden / "results"
        staged.mkdir()
        yield staged
        settle(staged)
        with held_back():  # a Ctrl-C now must not leave half of this
            self.journal.detach()
            move_into_place(staged, self._target, self._hidden / "former")
            self.finished = True
            shutil.rmtree(self._hidden, ignore_errors=True)

    def begin(self, identity: Identity) -> int:
        """Begin with an empty journal; how many entries of an unfinished run that did away with."""
        with closing(self._kind.at(self._futures)) as former:
            lost = len(former)
        self._futures.write_bytes(b"")  # before it is told whose futures come in
        identity.write(self._about)
        self.journal = self._kind.at(self._futures)
        return lost

    def go_on(self, identity: Identity) -> None:
        """Go on from the journal of an unfinished run; UserError says what has changed since, if anything has."""
        was = Identity.read(self._about)
        changes = ["all of it"] if was is None else identity.changes_since(was)
        if changes:
            raise UserError(
                f"the unfinished run of {self._target.name} was of something else, so --resume cannot go on with it:\n"
                + "".join(f"  {change}\n" for change in changes)
                + "Undo that to go on, or begin again without --resume."
            )
        self.journal = self._kind.at(self._futures)

    def tidy(self) -> None:
        """Do away with what a run that was killed while writing left half done; its journal stays."""
        shutil.rmtree(self._hidden / "results", ignore_errors=True)
        put_back(self._target, self._hidden / "former")

    def forget(self) -> None:
        """Empty the journal: there is nothing in it that would be worth going on from."""
        self.journal.close()
        self.journal = self._kind()
        self._futures.unlink(missing_ok=True)

    def leave(self) -> None:
        """Close the journal, and leave nothing behind if there is nothing in it."""
        if self.finished:
            return
        with suppress(OSError):  # a full disk has been told already
            self.journal.sync()
        self.journal.close()
        self.tidy()
        if not is_unfinished(self._target):
            shutil.rmtree(self._hidden, ignore_errors=True)


@contextmanager
def workplace(target: Path, kind: type[Kept] = Journal) -> Iterator[Workplace[Kept]]:  # type: ignore[assignment]
    """The workplace of the run whose results go to `target`; UserError if another run is at work there."""
    made = [parent for parent in target.resolve().parents if not parent.exists()]
    target.resolve().parent.mkdir(parents=True, exist_ok=True)
    place = Workplace(target, kind)
    try:
        with locked(hidden_folder(target) / "lock"):
            place.tidy()
            try:
                yield place
            finally:
                with held_back():
                    place.leave()
    except Locked:
        raise UserError(
            f"another run is writing to {target}: wait until it is done, or choose another folder with --out"
        ) from None
    finally:
        for parent in made:  # those that have nothing in them: the deepest comes first
            with suppress(OSError):
                parent.rmdir()


def is_unfinished(target: Path) -> bool:
    """Whether an unfinished run has left something to go on from."""
    try:
        return (hidden_folder(target) / "futures").stat().st_size > 0
    except FileNotFoundError:  # not asked for beforehand: another run may be doing away with it just now
        return False


def hidden_folder(target: Path) -> Path:
    """Where the run works whose results go to `target`."""
    return target.resolve().with_name(f".{target.resolve().name}.unfinished")
