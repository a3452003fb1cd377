"""How people fare on a self-paced course: how long it takes them, whether they finish, and whether they ask again."""

from collections.abc import MutableSequence, Sequence

import numpy as np

from ..randomness.streams import Ints, Keys, Luck
from ..scenario.plan import Plan, SelfPaced
from .views import scalars, zeros
from .workforce import People

# A pace is a number: 4 × the whole days it takes, and 2 if they finish, and 1 if they ask again where they do not.
ASKS_AGAIN, FINISHES, DAYS = 1, 2, 4
_LONGEST = 1 << 40  # days: beyond any run
_FEW = 3


class Draws:
    """The draws that make a pace."""

    def __init__(self, course: str, luck: Luck) -> None:
        self._streams = [luck.stream(what, course) for what in ("takes", "finishes", "asks again")]

    def paces(self, keys: Keys, groups: Ints, settings: SelfPaced, booking: int = 0) -> Ints:
        """The paces of people on one booking, of those groups each (of the public: 0), at these settings."""
        takes, finishes, asks_again = (stream.uniforms(keys, booking) for stream in self._streams)
        shares = np.array(settings.finishes_by_group), np.array(settings.asks_again_by_group)
        days = np.minimum(settings.takes.quantile(takes), _LONGEST).astype(np.int64)
        told: Ints = DAYS * days + FINISHES * (finishes < shares[0][groups]) + (asks_again < shares[1][groups])
        return told


class Paces:
    """The paces of staff on their present bookings. The first few bookings are drawn for everybody at once."""

    def __init__(self, plan: Plan, course: int, people: People, luck: Luck) -> None:
        self._people = people
        self._draws = Draws(plan.first.courses[course].name, luck)
        self._bookings = zeros(len(people), np.uint16)  # the number of each one's present booking
        self._drawn: dict[SelfPaced, list[MutableSequence[int]]] = {}  # by number of booking

    def of(self, people: Sequence[int], settings: SelfPaced) -> dict[int, list[int]]:
        """People by the pace of their present booking, if that begins at these settings."""
        bookings, drawn = self._bookings, self._drawn.setdefault(settings, [])
        alike: dict[int, list[int]] = {}
        for person in people:
            booking = bookings[person]
            if booking >= len(drawn):
                self._draw_for_everybody(drawn, min(booking, _FEW - 1), settings)
            pace = drawn[booking][person] if booking < _FEW else self._pace(person, booking, settings)
            alike.setdefault(pace, []).append(person)
        return alike

    def turn_to_next(self, people: Sequence[int]) -> None:
        """Let the next booking of each be the present one, since the one before is over."""
        for person in people:
            self._bookings[person] += 1

    def _draw_for_everybody(self, drawn: list[MutableSequence[int]], booking: int, settings: SelfPaced) -> None:
        while len(drawn) <= booking:
            paces = self._draws.paces(self._people.key, self._people.group, settings, len(drawn))
            drawn.append(scalars(paces))

    def _pace(self, person: int, booking: int, settings: SelfPaced) -> int:
        one = slice(person, person + 1)
        return int(self._draws.paces(self._people.key[one], self._people.group[one], settings, booking)[0])
