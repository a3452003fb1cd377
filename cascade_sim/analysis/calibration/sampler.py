"""Sequential Monte Carlo from what was known before to what the counts leave of it.

Every value is measured on the scale on which its prior is standard normal. A particle is a point on these scales
together with one simulation at it, with luck of its own. The particles begin as draws from the prior; the weight of
the counts, γ, then rises from 0 to 1, each time by as much as leaves half of the particles' worth; particles are drawn
anew by weight and moved, γ by γ, by proposals with fresh luck that are taken or refused (Metropolis-Hastings) by

    (likelihood of the new simulation ÷ likelihood of the old one)^γ.

What is explored is the pair of point and luck, so that at γ = 1 the points follow the posterior exactly, however noisy
the simulations are: the error of observing does what the tolerance does in approximate Bayesian computation (Wilkinson,
Statistical Applications in Genetics and Molecular Biology 12 (2013), 129-141; Del Moral, Doucet & Jasra, JRSS B 68
(2006), 411-436).

Proposals are preconditioned Crank-Nicolson steps, which leave a normal distribution as it is and so work for many
values (Cotter, Roberts, Stuart & White, Statistical Science 28 (2013), 424-446): three times out of four about the
particles' own mean and covariance, else about the prior. Steps are of several sizes, each as often as it has brought
particles far: where simulations are noisy few proposals are taken however small the step, and large ones pay.

Where the likelihood can be guessed without simulating, two sweeps in three take many such steps by the guess alone,
and then one simulation, which is taken or refused by what the guess left out (the surrogate transition method: Liu,
Monte Carlo Strategies in Scientific Computing (2001), section 9.4.3). A bad guess costs time and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from .observation_error import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Evaluate = Callable[[Ints, Floats], Floats]  # numbers of simulations and points → what they tell; NaN where they fail

PARTICLES = 1_000
_KEEP = 0.5  # of the particles' worth, at each rise of γ
_ABOUT_PRIOR = 0.25  # of the proposals
_WIDER = 1.1  # than the particles' covariance, so that nobody is stuck in a tail
_STEPS = np.array([0.1, 0.25, 0.5, 0.75, 0.98])  # 1: independent of where the particle was
_AT_LEAST = 0.05  # of the proposals, for each size
_LOOSENED, _FORGOTTEN = (
    0.75,
    0.5,
)  # correlation with where particles were, at which they moved enough: on the way; at last
_MOST_SWEEPS = 4  # at one γ below 1
_GUESSED = 25  # steps by the guess alone
_WITHOUT = 3  # every so many sweeps, one takes no account of the guess
_STILL = 4.0  # ÷ √particles: standard deviations by which quantiles may differ (root mean square) and be the same


@dataclass(frozen=True)
class Generation:
    """One rise of γ: how much the counts weighed, and what it took."""

    weight: float
    simulations: int
    sweeps: int
    taken: float  # share of proposals
    set_aside: float  # share of proposals that were not worth a simulation


@dataclass(frozen=True)
class Sample:
    """Particles: points [particle, value] on the scales of the prior, and what the simulation of each told.

    `weight` is how much the counts weigh in it: 1, unless what might be spent was spent before. `settled`: the
    particles had forgotten where they came from, and no longer moved as a whole.
    """

    points: Floats
    told: Floats
    log_likelihood: Floats
    weight: float
    settled: bool
    generations: tuple[Generation, ...]
    simulations: int


@dataclass
class Spending:
    """What may be spent: a number of simulations, and whatever `stop` says."""

    simulations: int
    stop: Callable[[], bool] = lambda: False
    spent: int = 0

    def allows(self, more: int) -> bool:
        """Whether so many simulations more may be made."""
        return self.spent + more <= self.simulations and not self.stop()


@dataclass
class Sampler:
    """Draws from the posterior of a history.

    `evaluate` simulates: given numbers (each is asked for once, from 1) and points, what they tell, [point, …].
    `log_likelihood` weighs what was told; `guess` says roughly, without a simulation, how that would come out at
    points; `worth` says which points are worth a simulation. The same arguments give the same sample.
    """

    evaluate: Evaluate
    log_likelihood: Callable[[Floats], Floats]
    spending: Spending
    rng: np.random.Generator
    guess: Callable[[Floats], Floats] | None = None
    worth: Callable[[Floats], Bools] = lambda points: np.ones(len(points), bool)
    tell: Callable[[float], None] = lambda weight: None
    _step_shares: Floats = field(default_factory=lambda: np.full(len(_STEPS), 1 / len(_STEPS)))
    _generations: list[Generation] = field(default_factory=list)

    def first(self, particles: int, values: int) -> tuple[Floats, Floats]:
        """Points drawn from the prior, and what their simulations told."""
        points = self.rng.standard_normal((particles, values))
        return points, self.simulated(points)

    def simulated(self, points: Floats) -> Floats:
        """What new simulations at points tell; they are spent, whether or not they may be."""
        numbers = np.arange(self.spending.spent + 1, self.spending.spent + len(points) + 1)
        self.spending.spent += len(points)
        return self.evaluate(numbers, points)

    def run(self, points: Floats, told: Floats) -> Sample:
        """From draws of the prior and what they told to the posterior, or as near as may be."""
        self._points, self._told = points, told
        self._log_likelihood = np.where(self.worth(points), self.log_likelihood(told), -np.inf)
        weight, settled = 0.0, False
        while weight < 1 and np.isfinite(self._log_likelihood).any() and self.spending.allows(len(points)):
            weight = self._raised(weight)
            self.tell(weight)
            settled = self._moved(weight)
        return Sample(
            self._points, self._told, self._log_likelihood, weight, settled, tuple(self._generations),
            self.spending.spent,
        )  # fmt: skip

    def _raised(self, weight: float) -> float:
        """Weigh the counts more, and draw the particles anew; the new weight."""

        def left(more: float) -> float:
            log_weights = more * self._log_likelihood
            return float(np.exp(2 * logsumexp(log_weights) - logsumexp(2 * log_weights)))

        enough = _KEEP * left(1e-12)
        low, high = 0.0, 1 - weight
        if left(high) < enough:
            for _ in range(50):
                middle = (low + high) / 2
                low, high = (middle, high) if left(middle) >= enough else (low, middle)
            high = max(low, 1e-9)
        self._choose(np.exp(high * (self._log_likelihood - self._log_likelihood.max())))
        return min(1.0, weight + high)

    def _choose(self, weights: Floats) -> None:
        """Systematic resampling; the particles' mean and covariance, for proposals, come from before it."""
        weights = weights / weights.sum()
        self._about = _Normal(self._points, weights)
        places = (self.rng.random() + np.arange(len(weights))) / len(weights)
        chosen = np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)
        self._points, self._told = self._points[chosen], self._told[chosen]
        self._log_likelihood = self._log_likelihood[chosen]

    def _moved(self, weight: float) -> bool:
        """Sweep until the particles have forgotten where they were; at full weight, until they stand still as well."""
        before, since, sweeps, simulations = self._points.copy(), _quantiles(self._points), 0, 0
        shares: list[tuple[float, float]] = []
        while self.spending.allows(len(self._points)) and (weight == 1 or sweeps < _MOST_SWEEPS):
            taken, aside, made = self._swept(weight, by_guess=self.guess is not None and sweeps % _WITHOUT > 0)
            shares.append((taken, aside))
            sweeps, simulations = sweeps + 1, simulations + made
            if _correlation(before, self._points) > (_FORGOTTEN if weight == 1 else _LOOSENED):
                continue
            now, spread = _quantiles(self._points), self._points.std(axis=0)
            if weight < 1 or _apart(now, since, spread) < _STILL / np.sqrt(len(self._points)):
                self._note(weight, simulations, shares)
                return True
            self._about = _Normal(self._points, np.full(len(self._points), 1 / len(self._points)))
            before, since = self._points.copy(), now
        self._note(weight, simulations, shares)
        return False

    def _note(self, weight: float, simulations: int, shares: list[tuple[float, float]]) -> None:
        taken, aside = np.mean(shares, axis=0) if shares else (0.0, 0.0)
        self._generations.append(Generation(weight, simulations, len(shares), float(taken), float(aside)))

    def _swept(self, weight: float, *, by_guess: bool) -> tuple[float, float, int]:
        """A proposal for each particle; the shares taken and set aside, and how many were simulated."""
        sizes = self.rng.choice(len(_STEPS), size=len(self._points), p=self._step_shares)
        proposed, correction = self._guessed(weight) if by_guess else self._stepped(self._points, _STEPS[sizes])
        worth = self.worth(proposed)
        told = np.full_like(self._told, np.nan)
        told[worth] = self.simulated(proposed[worth])
        log_likelihood = np.where(worth, self.log_likelihood(told), -np.inf)
        take = self._taken(weight * (log_likelihood - self._log_likelihood) + correction)
        self._points[take], self._told[take] = proposed[take], told[take]
        self._log_likelihood[take] = log_likelihood[take]
        if not by_guess:
            self._learn(sizes, take)
        return float(take.mean()), 1 - float(worth.mean()), int(worth.sum())

    def _learn(self, sizes: Ints, take: Bools) -> None:
        """Make the sizes of steps that bring particles far more frequent: by the share taken × the size squared."""
        tried = np.bincount(sizes, minlength=len(_STEPS))
        taken = np.bincount(sizes, weights=take, minlength=len(_STEPS))
        far = (taken + 0.1) / (tried + 1) * _STEPS**2
        shares = _AT_LEAST + (1 - _AT_LEAST * len(_STEPS)) * far / far.sum()
        self._step_shares = (self._step_shares + shares) / 2

    def _guessed(self, weight: float) -> tuple[Floats, Floats]:
        """A point for each particle that is many steps away by the guess alone, and what corrects for the guess."""
        assert self.guess is not None
        before = self.guess(self._points)
        points, guesses = self._points.copy(), before.copy()
        for _ in range(_GUESSED):
            proposed, correction = self._stepped(points, self.rng.choice(_STEPS, size=len(points)))
            guess = self.guess(proposed)
            take = self._taken(weight * (guess - guesses) + correction)
            points[take], guesses[take] = proposed[take], guess[take]
        return points, weight * (before - guesses)

    def _stepped(self, points: Floats, sizes: Floats) -> tuple[Floats, Floats]:
        """A step from each point, and the logarithm of what corrects for not proposing from the prior."""
        step = sizes[:, None]
        noise = self.rng.standard_normal(points.shape)
        about_prior = self.rng.random(len(points)) < _ABOUT_PRIOR
        back = np.sqrt(1 - step**2)
        free = back * points + step * noise
        near = self._about.mean + back * (points - self._about.mean) + step * self._about.scaled(noise)
        proposed = np.where(about_prior[:, None], free, near)
        correction = self._against_prior(proposed) - self._against_prior(points)
        return proposed, np.where(about_prior, 0.0, correction)

    def _taken(self, log_ratio: Floats) -> Bools:
        taken: Bools = np.log(self.rng.random(len(log_ratio))) < log_ratio
        return taken

    def _against_prior(self, points: Floats) -> Floats:
        found: Floats = -(points**2).sum(axis=1) / 2 - self._about.log_density(points)
        return found


class _Normal:
    """The normal distribution of weighted points, a little wider; drawn towards the prior where points are few."""

    def __init__(self, points: Floats, weights: Floats) -> None:
        values = points.shape[1]
        self.mean: Floats = weights @ points
        apart = points - self.mean
        covariance = (weights[:, None] * apart).T @ apart
        share = values / (values + 1 / (weights**2).sum())
        covariance = _WIDER**2 * ((1 - share) * covariance + share * np.diag(np.diag(covariance)))
        self._root = np.linalg.cholesky(covariance + 1e-9 * np.eye(values))

    def scaled(self, noise: Floats) -> Floats:
        """Standard normal draws, with this covariance."""
        scaled: Floats = noise @ self._root.T
        return scaled

    def log_density(self, points: Floats) -> Floats:
        """Up to a constant."""
        standard = np.linalg.solve(self._root, (points - self.mean).T)
        found: Floats = -(standard**2).sum(axis=0) / 2
        return found


def _quantiles(points: Floats) -> Floats:
    found: Floats = np.quantile(points, (0.05, 0.5, 0.95), axis=0)
    return found


def _apart(now: Floats, then: Floats, spread: Floats) -> float:
    """By how many standard deviations quantiles differ, root mean square over values and quantiles."""
    return float(np.sqrt(np.mean(((now - then) / np.maximum(spread, 1e-12)) ** 2)))


def _correlation(before: Floats, after: Floats) -> float:
    """Of particles with where they were, mean over values; those that no longer differ are forgotten."""
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return float(np.mean(np.where(size > 1e-12, (a * b).sum(axis=0) / np.maximum(size, 1e-12), 0.0)))
