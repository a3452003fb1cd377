"""What the words and columns of a workbook mean."""

from collections.abc import Iterator, Mapping

from ...measures import MEASURES
from ..words import capital

WORDS = {
    "future, replication": "one run of the model with its own luck, and its own values drawn from the ranges",
    "mean": "the mean over futures: what to expect",
    "mean_low, mean_high": "simulation error: how well so many futures tell the mean (95%)",
    "p10, p50, p90": "one future in ten lies below p10, half below p50, one in ten above p90",
    "chance_p10, chance_p90": "the same by chance alone, with every value as it is written",
    "probability, low, high": "share of futures, with its 95% interval",
    "group, post": "a staff group; a position for one person in it, filled or vacant",
    "coverage": "people in post who hold the qualification, unexpired ÷ people in post, over the groups it is for",
    "trained ever": "people who completed the course since the start, and those trained before, in post or not",
    "active, delivering": "members who take deliveries at present; with at least one in the last 12 months",
    "waiting": "has asked for a course, is not booked on it, has neither completed nor given up nor left",
    "year": "the last day of a year; states hold on that day, flows are summed over the year",
}
OF_COMPARISONS = {
    "plan, baseline": "a scenario that is compared; the first of them, with which the others are compared",
    "the same futures": "futures in which all plans share their luck, and the values drawn from ranges",
    "mean (of differences)": "what a plan gives more than the baseline, future by future, on average: the answer",
    "baseline_mean, plan_mean": "the means of the two by themselves",
    "ahead, level": "futures in which a plan does better, however little; in which both do the same",
    "ahead_share, ahead_low, ahead_high": "share of futures in which it is ahead, with its 95% interval",
    "worthwhile": "the least difference worth having",
    "verdict": "better or worse by enough to be worthwhile; small: known, and less than that; unclear: too close to "
    "call; same: in every future",
    "rank": "one more than the plans that surely do better: 1 has every plan that none surely beats",
    "cost_per_point": "cost ÷ points of coverage, where a plan surely gives more and costs more",
    "alone": "what a changed setting does to the baseline by itself",
}


def glossary(words: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """These words, every measure, and what groups, courses and roles are called."""
    yield from words.items()
    yield "", ""
    for measure in MEASURES.values():
        yield measure.name, f"{capital(measure.label)} ({measure.unit})"
    yield "", ""
    for kind, named in labels.items():
        for name, label in named.items():
            yield name, f"{kind.removesuffix('s')}: {label}"
