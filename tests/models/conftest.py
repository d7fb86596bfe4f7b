"""Feature tables made by hand, and a sandbox whose hazards are known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.exposure import AGE_EDGES
from features.spec import Spec
from history.settings import Business
from models.hazard.parameters import AGES, Hazard, layout_for
from models.sandbox.course.pace import Pace
from models.sandbox.sandbox import Sandbox
from models.sandbox.state.deal_values import DealValues
from models.sandbox.state.fluctuation import Fluctuation
from models.sandbox.state.staff import Person
from models.sandbox.state.standing import AGE_WEEKS, MOST_WEEKS, Standing
from models.win import Win

REGIONS = ("东部", "北部", "南部")
INDUSTRIES = ("制造业", "零售")
STAGES = ("new", "met", "offer", "talk")
STILL = Fluctuation(0.0, np.zeros(1))


def feature_table(rows: int = 600, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """A feature table with every family's prefix, unknown values and categories, and labels that follow from it."""
    draw = np.random.default_rng(seed)
    region = draw.integers(-1, 3, rows)
    touches = draw.poisson(3, rows).astype(np.float32)
    value = draw.lognormal(8, 1, rows).astype(np.float32)
    value[draw.random(rows) < 0.3] = np.nan
    table = pd.DataFrame(
        {
            "entity_id": [f"L{number:05d}" for number in range(rows)],
            "cutoff": pd.Timestamp("2026-01-05", tz="UTC"),
            "region": pd.Categorical.from_codes(region, list(REGIONS)),
            "touches_count_30d": touches,
            "lead_value": value,
            "load_region_open_per_rep": draw.lognormal(2, 0.5, rows).astype(np.float32),
            "level_orders_per_account_7d": draw.random(rows).astype(np.float32),
            "signals_never_seen": np.float32(np.nan),
            **_traces(np.random.default_rng(seed + 1000), touches),
        }
    )
    odds = -3 + 0.9 * touches - 1.5 * (region == 1) - 0.3 * np.nan_to_num(np.log(value) - 8)
    return table, draw.random(rows) < 1 / (1 + np.exp(-odds))


def _traces(draw: np.random.Generator, heat: np.ndarray) -> dict[str, object]:
    """Purchases and a stage that go with `heat`: the hotter, the more purchases, the later the last, the further on."""
    rows = len(heat)
    count = (heat + draw.integers(0, 2, rows)).astype(np.float32)
    since_first = np.where(count > 0, draw.uniform(150, 300, rows), np.nan).astype(np.float32)
    since_last = np.where(count > 1, since_first * draw.uniform(0.1, 0.9, rows) / (1 + count), since_first)
    stage = np.clip(heat + draw.integers(0, 2, rows) - 2, 0, 3).astype(int)
    return {
        "purchases_count_all": count,
        "purchases_days_since_last": since_last.astype(np.float32),
        "purchases_days_since_first": since_first,
        "stage": pd.Categorical.from_codes(stage, list(STAGES)),
        "stage_days": draw.exponential(10, rows).astype(np.float32),
    }


@pytest.fixture
def table() -> tuple[pd.DataFrame, np.ndarray]:
    """A feature table of 600 rows, and its labels."""
    return feature_table()


@pytest.fixture(scope="session")
def feature_tables() -> tuple[tuple[pd.DataFrame, np.ndarray], pd.DataFrame]:
    """The same table with its labels and another one, made once: not to be changed."""
    return feature_table(), feature_table(100, seed=1)[0]


@pytest.fixture
def other_table() -> pd.DataFrame:
    """Another 100 rows of the same kind."""
    return feature_table(100, seed=1)[0]


def known_hazard(regions: int, industries: int, daily: float, load_effect: float, sure: float = 1e-6) -> Hazard:
    """A hazard of `daily` in every cell at usual load 10, all parameters known but for a deviation of `sure`."""
    layout = layout_for(regions + 1, industries + 1, 2, 40)
    mean = np.zeros(layout.total)
    mean[layout.part("age")] = np.log(daily)
    mean[layout.part("load")] = load_effect
    spread = {"region": 0.1, "industry": 0.1, "source": 0.1, "pair": 0.1, "level": sure, "swing": sure}
    usual = np.append(np.full(regions, np.log(10.0)), np.nan)
    return Hazard(layout, mean, np.eye(layout.total) * sure**2, spread, usual, 0.0)


def standing_of(regions: int, industries: int, reps: float = 4.0) -> Standing:
    """Each cell gets 2 leads a week and has 1 open lead for each week of age; no lead of an unknown cell."""
    inside = np.zeros((regions + 1, industries + 1))
    inside[:regions, : max(industries, 1)] = 1.0
    return Standing(
        open=np.repeat(inside[:, :, None], 26, axis=2),
        inflow=2 * inside,
        past=100 * inside,
        past_sources=np.full((regions + 1, 2), 50.0) * inside.any(axis=1, keepdims=True),
        sources=np.full((regions + 1, 2), 0.5),
        products=np.ones((regions + 1, 1)),
        reps=np.append(np.full(regions, reps), 0.0),
        load_now=np.append(np.full(regions, 26 * max(industries, 1) / reps), np.nan),
        load_seen=np.append(np.full(regions, 30.0), np.nan),
        load_least=np.append(np.full(regions, 0.5), np.nan),
        stock=np.ones(4 * 26),
        busiest=40.0,
        busiest_by_region=np.append(np.full(regions, 12.0), 0.0),
        people=tuple(Person(f"P{n}", f"Rep {n}", n // 4, 6.0 + n % 4) for n in range(4 * regions)),
        values=DealValues(np.full((regions + 1, industries + 1), 1_000.0), 0.5),
        idle=np.full(MOST_WEEKS, 2 / 7),
        month=np.arange(MOST_WEEKS) * 12 // 52 % 12,
        open_wins=None,
        load_strays=Fluctuation(0.0, np.zeros(regions + 1)),
        inflow_strays=STILL,
    )


SHANGHAI = Business()


def build_sandbox(
    regions: tuple[str, ...] = REGIONS,
    industries: tuple[str, ...] = INDUSTRIES,
    load_effect: float = -0.5,
    sure: float = 0.1,
    business: Business = SHANGHAI,
    **changed: object,
) -> Sandbox:
    """A sandbox opened on 2026-01-05 (local), of hazards and a standing made by hand; `changed` parts of the latter."""
    sizes = len(regions), len(industries)
    win = Win(known_hazard(*sizes, 0.004, load_effect, sure), known_hazard(*sizes, 0.01, 0.0, sure), None)
    spec = Spec(regions=regions, industries=industries, sources=("官网",))
    standing = replace(standing_of(*sizes), **changed)
    return Sandbox(standing, win, spec, pd.Timestamp("2026-01-04T16:00Z"), business)


@pytest.fixture(scope="session")
def build() -> Callable[..., Sandbox]:
    """Build a sandbox made by hand."""
    return build_sandbox


@pytest.fixture
def make_hazard() -> Callable[..., Hazard]:
    """Make a hazard whose parameters are known."""
    return known_hazard


@pytest.fixture
def make_standing() -> Callable[..., Standing]:
    """Make a standing in which all cells are alike."""
    return standing_of


AGE_WON = np.exp(np.linspace(-6.5, -4.5, AGES))
AGE_LOST = np.exp(np.linspace(-5.0, -4.0, AGES))


def pace_by_hand(by_age: np.ndarray, shape: tuple[int, int, int], load: float = 0.0, seed: int = 0) -> Pace:
    """A pace with daily hazards by age bracket, cells and weeks that differ."""
    draws = shape[2]
    draw = np.random.default_rng(seed)
    starts = 7.0 * np.arange(AGE_WEEKS)[:, None]
    days = np.clip(np.minimum(starts + 7, AGE_EDGES[1:]) - np.maximum(starts, AGE_EDGES[:-1]), 0, None)
    return Pace(
        age=np.repeat((days @ by_age)[:, None], draws, axis=1),
        cell=draw.uniform(0.5, 1.5, shape),
        source=np.ones((1, draws)),
        product=np.ones((1, draws)),
        load=np.full(draws, load),
        worked=draw.uniform(0.2, 1.2, (MOST_WEEKS, 1)),
        moves=np.repeat(draw.uniform(0.8, 1.2, (MOST_WEEKS // 4, draws)), 4, axis=0),
        risen=np.ones(draws),
    )


@pytest.fixture
def make_paces() -> Callable[..., tuple[Pace, Pace]]:
    """Make the paces of winning and losing of that shape (R, I, D), with an effect of load on winning."""

    def make(shape: tuple[int, int, int], load: float = -0.5) -> tuple[Pace, Pace]:
        return pace_by_hand(AGE_WON, shape, load, 1), pace_by_hand(AGE_LOST, shape, 0.0, 2)

    return make
