"""What moves a lead in the simulated world: the true effects, and the daily hazards that they add up to."""

from dataclasses import dataclass

import numpy as np

from history.simulator.chance import Chance, Floats, Ints
from history.simulator.settings import WorldConfig

STATES = ("idle", "researching", "evaluating", "buying")

SOURCE_WIN = np.array((0.15, -0.35, 0.0, -0.25, 0.55))
MONTH_WIN = np.array((-0.1, -0.2, 0.15, 0.0, 0.0, 0.15, -0.05, -0.05, 0.15, -0.05, 0.05, 0.2))
STATE_WIN = np.array((-1.0, -0.2, 0.6, 1.3))
STATE_LOSS = np.array((0.2, 0.0, -0.15, -0.3))
STATE_ADVANCE = np.array((-0.4, 0.0, 0.4, 0.6))
# Over the way from the first to the last open stage, however many there are in between.
STAGE_WIN = np.array((-2.8, -1.2, -0.4, 0.4, 1.1))
STAGE_LOSS = np.array((0.15, 0.2, 0.0, -0.2, -0.4))
STAGE_ADVANCE = np.array((-1.3, -2.3, -2.4, -2.5))
SKIPS = 0.08
WIN_LEVEL = -5.7
LOSS_LEVEL = -4.0
SLACK = 1 / 3


@dataclass(frozen=True)
class Standing:
    """Where leads stand on one working day: their constant log-odds, and what changes from day to day.

    All fields broadcast against each other. `age` is in days since creation, `load` in open leads per active rep.
    """

    win: Floats
    loss: Floats
    age: Ints
    stage: Ints
    state: Ints
    month: Ints
    load: Floats


@dataclass(frozen=True)
class Effects:
    """Effects on the log-odds of a win (or, where named so, a loss) against staying open, per working day.

    `region` and `industry` are positions in the configured names, `cross` is their small interaction.
    """

    load_effect: float
    reference_load: float
    region: Floats
    industry: Floats
    cross: Floats
    source: Floats
    region_loss: Floats
    industry_loss: Floats
    stage_win: Floats
    stage_loss: Floats
    stage_advance: Floats

    @classmethod
    def drawn(cls, config: WorldConfig, chance: Chance) -> "Effects":
        """The effects of this seed; those of sources and stages are the same in every world."""
        regions, industries = np.arange(len(config.regions)), np.arange(len(config.industries))
        return cls(
            load_effect=config.load_effect,
            reference_load=config.reference_load,
            region=_centred(0.25 * chance.normal("region effect", regions)),
            industry=_centred(0.25 * chance.normal("industry effect", industries)),
            cross=0.1 * chance.normal("cross effect", regions[:, None], industries[None, :]),
            source=np.resize(SOURCE_WIN, len(config.sources)),
            region_loss=_centred(0.08 * chance.normal("region loss effect", regions)),
            industry_loss=_centred(0.08 * chance.normal("industry loss effect", industries)),
            stage_win=_spread(STAGE_WIN, len(config.stages)),
            stage_loss=_spread(STAGE_LOSS, len(config.stages)),
            stage_advance=np.append(_spread(STAGE_ADVANCE, len(config.stages) - 1), -np.inf),
        )

    def constant_win(self, region: Ints, industry: Ints, source: Ints) -> Floats:
        """What a lead's region, industry and source give to its log-odds of a win."""
        return (
            WIN_LEVEL
            + self.region[region]
            + self.industry[industry]
            + self.cross[region, industry]
            + self.source[source]
        )

    def constant_loss(self, region: Ints, industry: Ints) -> Floats:
        """What a lead's region and industry give to its log-odds of a loss."""
        return LOSS_LEVEL + self.region_loss[region] + self.industry_loss[industry]

    def load_term(self, load: Floats) -> Floats:
        """-load_effect * log(load / reference_load); below a third of the reference reps cannot be any faster."""
        relative: Floats = np.maximum(load / self.reference_load, SLACK)
        return -self.load_effect * np.log(relative)

    def hazards(self, at: Standing) -> tuple[Floats, Floats]:
        """The probabilities of a win and of a loss on that working day (a baseline-category logit)."""
        win = at.win + self.stage_win[at.stage] + STATE_WIN[at.state] + MONTH_WIN[at.month]
        win = np.exp(win + age_win(at.age) + self.load_term(at.load))
        loss = np.exp(at.loss + self.stage_loss[at.stage] + STATE_LOSS[at.state] + age_loss(at.age))
        return win / (1 + win + loss), loss / (1 + win + loss)

    def advance(self, stage: Ints, state: Ints) -> Floats:
        """The probability that a lead still open after a working day has left its stage for a later one."""
        odds: Floats = np.exp(self.stage_advance[stage] + STATE_ADVANCE[state])
        return odds / (1 + odds)


def age_win(age: Ints) -> Floats:
    """The age profile of the win log-odds: up within weeks, down again after some forty days."""
    return -0.9 * np.exp(-age / 10) - 0.7 * (1 - np.exp(-np.maximum(age - 40, 0) / 60))


def age_loss(age: Ints) -> Floats:
    """The age profile of the loss log-odds: few in the first days, more in the clearing-up after three months."""
    return -0.5 * np.exp(-age / 8) + 0.4 * (1 - np.exp(-np.maximum(age - 90, 0) / 40))


def _centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean())


def _spread(values: Floats, count: int) -> Floats:
    return np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(values)), values)
