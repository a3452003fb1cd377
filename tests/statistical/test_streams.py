"""The keyed draws: uniform, and independent over streams, identities, occasions, replications and seeds."""

import numpy as np
import pytest

from cascade_sim.randomness.streams import Luck, Stream, person_key, person_keys, stable_key
from tests.statistical.tolerances import assert_close, assert_distributed, assert_uniform_counts

pytestmark = pytest.mark.statistical

N = 1 << 17
STAFF = np.uint64(stable_key("group", "staff"))
HELD = np.uint64(stable_key("group", "held"))
POSTS = np.arange(N)
PEOPLE = person_keys(STAFF, POSTS, 0)
DELIVERIES = np.array([stable_key("delivery", "basic", "core", n) for n in range(1 << 15)], dtype=np.uint64)
COUNTING = np.arange(N).astype(np.uint64)  # keys that are hardly mixed: nobody uses such, but they must not matter
HIGH_BITS = COUNTING << np.uint64(47)


@pytest.mark.parametrize("identities", [PEOPLE, DELIVERIES, COUNTING, HIGH_BITS])
@pytest.mark.parametrize("name", [("stay",), ("willing", "basic"), ("lot", "trainer")])
def test_draws_of_a_stream_are_uniform(seed, name, identities):
    u = Luck(seed, 1).stream(*name).uniforms(identities)
    assert u.min() > 0
    assert u.max() < 1
    assert_distributed(u, "uniform")
    assert_uniform_counts(np.bincount((u * 1024).astype(int), minlength=1024), len(u) / 1024)
    assert_uniform_counts(np.bincount((u * 2**40).astype(int) % 1024, minlength=1024), len(u) / 1024)  # low bits
    n = len(u)
    assert_close(u.mean(), 0.5, np.sqrt(1 / 12 / n))
    assert_close(u.var(), 1 / 12, np.sqrt(1 / 180 / n))
    assert_close(np.corrcoef(u[:-1], u[1:])[0, 1], 0, 1 / np.sqrt(n - 1))
    pairs = (u[0::2] * 32).astype(int) * 32 + (u[1::2] * 32).astype(int)
    assert_uniform_counts(np.bincount(pairs, minlength=1024), n / 2 / 1024)


def pairs_of_draws(seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Draws that differ in one thing."""
    luck = Luck(seed, 1)
    stay = luck.stream("stay")
    u = stay.uniforms(PEOPLE)
    return {
        "streams": (u, luck.stream("tenure").uniforms(PEOPLE)),
        "streams of two courses": tuple(luck.stream("willing", c).uniforms(PEOPLE) for c in ("basic", "advanced")),
        "streams of one course": tuple(luck.stream(s, "basic").uniforms(PEOPLE) for s in ("willing", "asks")),
        "occasions": (u, stay.uniforms(PEOPLE, 1)),
        "occasions far apart": (u, stay.uniforms(PEOPLE, 1024)),
        "holders of a post": (u, stay.uniforms(person_keys(STAFF, POSTS, 1))),
        "posts": (u, stay.uniforms(person_keys(STAFF, POSTS + 1, 0))),
        "groups": (u, stay.uniforms(person_keys(HELD, POSTS, 0))),
        "replications": (u, Luck(seed, 2).stream("stay").uniforms(PEOPLE)),
        "seeds": (u, Luck(seed + 1, 1).stream("stay").uniforms(PEOPLE)),
        "seed and replication": tuple(Luck(*n).stream("stay").uniforms(PEOPLE) for n in ((seed, -1), (-1, seed))),
        "members on a delivery": (
            stay.uniforms(PEOPLE ^ DELIVERIES[0]),
            stay.uniforms(PEOPLE ^ DELIVERIES[1]),
        ),
        "identities one bit apart": (
            stay.uniforms(COUNTING << np.uint64(1)),
            stay.uniforms(COUNTING << np.uint64(1) | 1),
        ),
    }


@pytest.mark.parametrize("what", list(pairs_of_draws(0)))
def test_draws_that_differ_in_one_thing_are_independent(seed, what):
    u, v = pairs_of_draws(seed)[what]
    n = len(u)
    assert_close(np.corrcoef(u, v)[0, 1], 0, 1 / np.sqrt(n))
    assert_close(np.corrcoef((u - 0.5) ** 2, (v - 0.5) ** 2)[0, 1], 0, 1 / np.sqrt(n))
    cells = (u * 32).astype(int) * 32 + (v * 32).astype(int)
    assert_uniform_counts(np.bincount(cells, minlength=1024), n / 1024)
    assert_distributed((u + v) % 1, "uniform")


def test_means_over_people_are_independent_over_replications(seed):
    """What a replication is lucky in says nothing of the next."""
    means = np.array([Luck(seed, r).stream("stay").uniforms(PEOPLE[:1000]).mean() for r in range(2000)])
    scaled = (means - 0.5) * np.sqrt(12 * 1000)
    assert_close(scaled.mean(), 0, 1 / np.sqrt(2000))
    assert_close(scaled.var(), 1, np.sqrt(2 / 2000))
    assert_close(np.corrcoef(scaled[:-1], scaled[1:])[0, 1], 0, 1 / np.sqrt(1999))


def test_people_have_keys_of_their_own():
    keys = np.concatenate([person_keys(group, POSTS, holder) for group in (STAFF, HELD) for holder in range(4)])
    assert len(np.unique(keys)) == len(keys)


def test_one_at_a_time_or_all_at_once(seed):
    stream = Luck(seed, 1).stream("stay")
    for occasion in (0, 1, 5 * 1024 + 3):
        drawn = stream.uniforms(PEOPLE[:200], occasion)
        assert [stream.uniform(int(key), occasion) for key in PEOPLE[:200]] == drawn.tolist()
    assert [person_key(int(STAFF), post, 3) for post in range(200)] == person_keys(STAFF, POSTS[:200], 3).tolist()


def unmixed(value: int) -> int:
    """The 64-bit integer that `mix` scrambles to `value`."""
    mask = (1 << 64) - 1
    value ^= value >> 31 ^ value >> 62
    value = value * pow(0x94D049BB133111EB, -1, 1 << 64) & mask
    value ^= value >> 27 ^ value >> 54
    value = value * pow(0xBF58476D1CE4E5B9, -1, 1 << 64) & mask
    return value ^ value >> 30 ^ value >> 60


@pytest.mark.parametrize("mixed", [0, (1 << 64) - 1])
def test_the_least_and_the_greatest_draw_lie_strictly_between_0_and_1(mixed):
    """Each comes once in 2⁵³ draws; a 1 would make a time infinite, and leave somebody out of a share of 100%."""
    identity = unmixed(mixed)
    assert 0 < Stream(0).uniform(identity) < 1
    assert 0 < Stream(0).uniforms(np.array([identity], dtype=np.uint64))[0] < 1
