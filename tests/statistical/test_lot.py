"""The lot by which members are chosen: without replacement, weighted exactly, and hardly moved by one member more."""

from itertools import permutations

import numpy as np
import pytest

from cascade_sim.model.lot import Trie
from cascade_sim.model.member import Diary, Member
from cascade_sim.model.pool import Pool
from cascade_sim.randomness.streams import Luck, mix, stable_key
from tests.statistical.tolerances import assert_close, assert_shares, assert_uniform_counts

pytestmark = pytest.mark.statistical

DELIVERIES = 20_000
KEENNESS = (0.1, 0.4, 0.5, 1.0, 2.0, 4.0)


def member(identity: int, keenness: float = 1.0, *, experienced: bool = True) -> Member:
    return Member(
        person=identity >> 1,  # a place in arrays, so it has no 64th bit
        identity=identity,
        group=0,
        locality=0,
        leave=1e9,
        keenness=keenness,
        joined=0.0,
        active=True,
        experienced=experienced,
        never_starts=False,
    )


def identities(n: int, *, close: bool = False) -> list[int]:
    """As many different identities; those close to one another share the first 8 bits of their hash."""
    found = (stable_key("member", i) for i in range(1_000_000))
    return [next(key for key in found if not close or mix(key) >> 56 == 77) for _ in range(n)]


def picks(pool: Pool, places: int, *, novices: int = 0) -> np.ndarray:
    """The identities drawn, [delivery, pick]; nobody is booked, so all can be drawn again."""
    drawn = []
    for number in range(DELIVERIES):
        team = pool.draw([0], places, novices, stable_key("delivery", "basic", "core", number), 0)
        assert team is not None
        drawn.append([m.identity for m in team])
    return np.array(drawn)


@pytest.mark.parametrize("close", [False, True], ids=["across the trie", "deep in it"])
def test_pairs_are_as_frequent_as_weights_make_them(seed, close):
    """P(i then j) = w_i/W × w_j/(W − w_i)."""
    pool = Pool(True, Luck(seed, 0).stream("lot", "trainer"), Diary())
    ids = identities(len(KEENNESS), close=close)
    for identity, keenness in zip(ids, KEENNESS, strict=True):
        pool.update(member(identity, keenness))
    drawn = picks(pool, 2)
    total = sum(KEENNESS)
    pairs = list(permutations(range(len(KEENNESS)), 2))
    counts = [np.sum((drawn[:, 0] == ids[i]) & (drawn[:, 1] == ids[j])) for i, j in pairs]
    chances = [KEENNESS[i] / total * KEENNESS[j] / (total - KEENNESS[i]) for i, j in pairs]
    assert sum(counts) == DELIVERIES
    assert_uniform_counts(np.array(counts), DELIVERIES * np.array(chances))


def test_who_cannot_give_it_is_set_aside_and_the_others_are_drawn_as_if_they_were_not_there(seed):
    """Of six at hand, one is busy on the day and one still rests: P(i) = w_i ÷ weight of the four others."""
    diary = Diary()
    pool = Pool(True, Luck(seed, 5).stream("lot", "trainer"), diary)
    members = [member(identity, keenness) for identity, keenness in zip(identities(6), KEENNESS, strict=True)]
    diary.book(members[3].person, [0])
    members[4].rested_from = 1.0
    for each in members:
        pool.update(each)
    assert pool.draw([1], 1, 0, stable_key("delivery", "basic", "core", -1), 0)  # somebody was asked for day 1
    drawn = picks(pool, 1)[:, 0]
    can = [0, 1, 2, 5]
    counts = [np.sum(drawn == members[i].identity) for i in can]
    assert sum(counts) == DELIVERIES
    assert_uniform_counts(np.array(counts), DELIVERIES * np.array([KEENNESS[i] for i in can]) / 5.0)
    assert pool.draw([0], 5, 0, stable_key("delivery", "basic", "core", -2), 0) is None


def test_without_experience_only_so_many_and_by_weight_among_all(seed):
    """Of two, one at most without experience: the first by weight among all, the second among those who may be."""
    keenness, experienced = (1.0, 2.0, 3.0, 4.0), (True, True, False, False)
    pool = Pool(True, Luck(seed, 1).stream("lot", "trainer"), Diary())
    ids = identities(4)
    for identity, weight, is_experienced in zip(ids, keenness, experienced, strict=True):
        pool.update(member(identity, weight, experienced=is_experienced))
    drawn = picks(pool, 2, novices=1)
    counts, chances = [], []
    for i, j in permutations(range(4), 2):
        may = [k for k in range(4) if k != i and (experienced[i] or experienced[k])]
        count = np.sum((drawn[:, 0] == ids[i]) & (drawn[:, 1] == ids[j]))
        if j in may:
            counts.append(count)
            chances.append(keenness[i] / sum(keenness) * keenness[j] / sum(keenness[k] for k in may))
        else:
            assert count == 0
    assert_uniform_counts(np.array(counts), DELIVERIES * np.array(chances))


def test_an_equal_share_goes_by_number_and_else_by_lot(seed):
    pool = Pool(False, Luck(seed, 2).stream("lot", "trainer"), Diary())
    ids = identities(6)
    for identity, keenness, recent in zip(ids, KEENNESS, (0, 0, 0, 1, 1, 5), strict=True):
        newcomer = member(identity, keenness)
        newcomer.recent = recent
        pool.update(newcomer)
    drawn = picks(pool, 4)
    assert np.all(np.sort(np.searchsorted(np.sort(ids[:3]), np.sort(drawn[:, :3], axis=1)), axis=1) == [0, 1, 2])
    orders = [np.sum(np.all(drawn[:, :3] == order, axis=1)) for order in permutations(ids[:3])]
    assert_uniform_counts(np.array(orders), DELIVERIES / 6)
    assert_shares(np.sum(drawn[:, 3] == ids[3]), DELIVERIES, 0.5)
    assert not np.isin(drawn, ids[5]).any()


def chance_to_change(weights: dict[int, float], newcomer: int, weight: float) -> float:
    """How often the first pick is another once a newcomer is in.

    The picks part at one turn on the newcomer's way from the root: one that goes to their side with chance
    (a + w)/(a + b + w) and not a/(a + b), where a is the weight on their side and b that on the other. It is come to
    with chance (a + b)/W, so they part at it with chance w/W × b/(a + b + w).
    """
    total, parted, below = sum(weights.values()), 0.0, weights
    for bit in range(63, -1, -1):
        side = {key: w for key, w in below.items() if (mix(key) ^ mix(newcomer)) >> bit & 1 == 0}
        near, both = sum(side.values()), sum(below.values())
        parted += weight / total * (both - near) / (both + weight)
        below = side
    return parted


def test_one_member_more_changes_few_picks(seed):
    """A newcomer with a 201st of the weight takes a 201st of the picks and moves few others."""
    stream = Luck(seed, 3).stream("lot", "trainer")
    *ids, newcomer = identities(201)
    trie = Trie()
    for identity in ids:
        trie.weigh(identity, 1.0)
    deliveries = [stable_key("delivery", "basic", "core", number) for number in range(4 * DELIVERIES)]
    before = np.array([trie.pick(stream, delivery, 0) for delivery in deliveries])
    trie.weigh(newcomer, 1.0)
    after = np.array([trie.pick(stream, delivery, 0) for delivery in deliveries])
    assert_shares(np.sum(after == newcomer), len(deliveries), 1 / 201)
    changed = chance_to_change(dict.fromkeys(ids, 1.0), newcomer, 1.0)
    assert changed < 9 / 200  # once for each turn on the way, at most
    assert_shares(np.sum(before != after), len(deliveries), changed)
    trie.weigh(newcomer, 0.0)
    assert np.array_equal(before[:1000], [trie.pick(stream, delivery, 0) for delivery in deliveries[:1000]])


def test_chances_of_turns_are_independent_of_one_another(seed):
    """Each of 64 members of equal weight is as often drawn as another, turn by turn."""
    stream = Luck(seed, 4).stream("lot", "trainer")
    trie, ids = Trie(), identities(64)
    for identity in ids:
        trie.weigh(identity, 1.0)
    deliveries = [stable_key("delivery", "basic", "core", number) for number in range(DELIVERIES)]
    first = np.searchsorted(np.sort(ids), [trie.pick(stream, delivery, 0) for delivery in deliveries])
    second = np.searchsorted(np.sort(ids), [trie.pick(stream, delivery, 1) for delivery in deliveries])
    assert_uniform_counts(np.bincount(first, minlength=64), DELIVERIES / 64)
    assert_uniform_counts(np.bincount(second // 8 * 8 + first // 8, minlength=64), DELIVERIES / 64)
    assert_close(np.corrcoef(first, second)[0, 1], 0, 1 / np.sqrt(DELIVERIES))
