"""Why a score is what it is: what each feature adds to the log-odds, summed by what a salesperson knows."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.contributions import contributions
from models.intent import Intent

MOST_REASONS = 4
LEAST_EFFECT = 0.05

# By prefix of the feature's name; the first that fits counts.
FAMILIES: tuple[tuple[str, str, str], ...] = (
    ("orders_", "recent orders", "近期订单"),
    ("purchases_", "buying rhythm", "购买节奏"),
    ("touches_", "sales contacts", "销售跟进"),
    ("signals_", "public signals", "公开动态"),
    ("leads_", "the account's leads", "该客户的线索"),
    ("load_region_", "workload in the region", "所在区域的负荷"),
    ("load_rep_", "workload of the salesperson", "负责销售的负荷"),
    ("rep", "the salesperson", "负责销售"),
    ("rate_", "win rates of similar leads", "同类线索的成交率"),
    ("level_", "how busy business is lately", "近期整体热度"),
    ("calendar_", "working days and holidays ahead", "未来的工作日与假期"),
    ("account_employees", "company size", "企业规模"),
    ("account_", "how long the account is known", "建档时长"),
    ("lead_value", "deal size", "商机金额"),
    ("lead_created_", "when the lead came in", "线索到达的时间"),
    ("lead_", "age of the lead", "线索年龄"),
    ("stage", "stage in the funnel", "所处阶段"),
    ("queue_", "place in the queue of the stage", "在该阶段的排队位置"),
    ("region", "region", "区域"),
    ("industry", "industry", "行业"),
    ("source", "source of the lead", "线索来源"),
    ("product", "product", "产品"),
)
OTHER = ("other facts", "其他因素")


@dataclass(frozen=True)
class Reason:
    """One family of facts: what it does to the score, and by which factor it changes the odds."""

    en: str
    zh: str
    effect: Literal["raises", "lowers"]
    odds_factor: float


def family(feature: str) -> tuple[str, str]:
    """What a salesperson calls that feature's family, in English and Chinese."""
    return next(((en, zh) for prefix, en, zh in FAMILIES if feature.startswith(prefix)), OTHER)


def explain(intent: Intent, table: pd.DataFrame) -> list[list[Reason]]:
    """At most four reasons for each row of a feature table, the strongest first; none for a model without features.

    Takes milliseconds a row.
    """
    values = contributions(intent.scorer, table) * intent.calibration.mapping.slope
    if values.empty:
        return [[] for _ in range(len(table))]
    return _by_family(values.to_numpy(), tuple(values.columns))


def _by_family(values: npt.NDArray[np.float64], names: tuple[str, ...]) -> list[list[Reason]]:
    families = [family(name) for name in names]
    distinct = list(dict.fromkeys(families))
    member = np.array([[each == name for each in distinct] for name in families], dtype=np.float64)
    return [_strongest(row, distinct) for row in values @ member]


def _strongest(effects: npt.NDArray[np.float64], families: list[tuple[str, str]]) -> list[Reason]:
    order = np.argsort(-np.abs(effects), kind="stable")[:MOST_REASONS]
    return [_reason(families[place], float(effects[place])) for place in order if abs(effects[place]) >= LEAST_EFFECT]


def _reason(names: tuple[str, str], effect: float) -> Reason:
    return Reason(*names, effect="raises" if effect > 0 else "lowers", odds_factor=float(np.exp(effect)))
