"""The prior of a hazard's effects, and how its standard deviations are learned from the data (empirical Bayes).

Each family is normal around 0; steps of the level follow Student's t, so that one jump does not make a walk of all the
other steps. Sources: Gelman et al., "Bayesian Data Analysis", chapters 5 and 13; Lange, Little and Taylor, "Robust
statistical modeling using the t distribution", 1989 (the weights of steps).
"""

from dataclasses import dataclass

import numpy as np

from models.hazard.parameters import AGES, LEVEL_FREEDOM, Layout, Square, Vector

# Each family's standard deviation before any data; this guess weighs as much as GUESS_WEIGHT effects.
GUESSES = {"region": 0.3, "industry": 0.3, "source": 0.3, "pair": 0.2, "product": 0.2, "season": 0.1, "swing": 0.1}
GUESSES |= {"level": 0.05}
GUESS_WEIGHT = 2.0
EXCHANGEABLE = ("region", "industry", "source", "pair", "product", "season", "swing")
# In shorter histories most months are seen once, and their effects cannot be told from swings of the level.
SEASON_WEEKS, HARDLY = 78, 0.02
LOAD_PRIOR = 0.7
RESPONSE_PRIOR = 0.3
# Of the exponent of the number of working days less 1: hazards are proportional to it unless the data say otherwise.
WORK_PRIOR = 0.5
FLAT = 1e-4
AGE_STEP = 0.7
# The last level is held at 0: the effects of age carry the hazard of today.
PINNED = 0.01


@dataclass(frozen=True)
class Prior:
    """`spread`: the standard deviation of each family of effects. `freed` (periods − 1): a factor on the precision of
    each step of the level, below 1 for a step that is unusually large."""

    spread: dict[str, float]
    freed: Vector

    @classmethod
    def first(cls, layout: Layout) -> "Prior":
        """Before any data."""
        return cls(dict(GUESSES), np.ones(layout.sizes["level"] - 1))

    def precision(self, layout: Layout) -> Square:
        """The precision of all parameters."""
        spread, size = self.spread, layout.sizes
        blocks = {name: np.eye(size[name]) * spread[name] ** -2 for name in EXCHANGEABLE}
        # Neighbouring ages are alike, so that a bracket in which nothing happened leans on the next.
        blocks["age"] = _walk(np.full(AGES - 1, AGE_STEP**-2)) + np.eye(AGES) * FLAT
        blocks["level"] = _walk(self.freed * spread["level"] ** -2)
        blocks["level"][-1, -1] += PINNED**-2
        blocks["response"] = np.eye(size["response"]) * RESPONSE_PRIOR**-2
        blocks |= {"work": np.eye(1) * WORK_PRIOR**-2, "load": np.eye(1) * LOAD_PRIOR**-2}
        matrix = np.zeros((layout.total, layout.total))
        for name, block in blocks.items():
            matrix[layout.part(name), layout.part(name)] = block
        return matrix

    def updated(self, layout: Layout, mode: Vector, covariance: Square, weeks: int) -> "Prior":
        """The EM step: the spreads that best explain the effects and their uncertainty."""
        found = {name: self._one(name, layout, mode, covariance) for name in EXCHANGEABLE if layout.sizes[name]}
        if weeks < SEASON_WEEKS and "season" in found:
            found["season"] = HARDLY
        squares = _squared_steps(layout.part("level"), mode, covariance)
        guess = GUESS_WEIGHT * GUESSES["level"] ** 2
        step = float(np.sqrt((self.freed @ squares + guess) / (len(squares) + GUESS_WEIGHT)))
        freed = (LEVEL_FREEDOM + 1) / (LEVEL_FREEDOM + squares / step**2)
        return Prior(self.spread | found | {"level": step}, freed)

    def _one(self, name: str, layout: Layout, mode: Vector, covariance: Square) -> float:
        place = layout.part(name)
        square = float((mode[place] ** 2).sum() + np.trace(covariance[place, place]))
        guess = GUESS_WEIGHT * GUESSES[name] ** 2
        return float(np.sqrt((square + guess) / (layout.sizes[name] + GUESS_WEIGHT)))

    def change(self, before: "Prior") -> float:
        """The largest relative change of a spread since `before`."""
        return max(abs(float(np.log(self.spread[name] / before.spread[name]))) for name in self.spread)


def _squared_steps(place: slice, mode: Vector, covariance: Square) -> Vector:
    """The expected squares of the steps between neighbours."""
    block, variance = covariance[place, place], np.diag(covariance[place, place])
    return np.asarray(np.diff(mode[place]) ** 2 + variance[1:] + variance[:-1] - 2 * np.diag(block, 1))


def _walk(precision: Vector) -> Square:
    """Precision of a random walk whose steps have these precisions."""
    steps = np.diff(np.eye(len(precision) + 1), axis=0)
    return np.asarray(steps.T * precision @ steps)
