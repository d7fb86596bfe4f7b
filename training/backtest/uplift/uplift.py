"""What plans are worth: purchases of those who got plans against those who were held out, by chance and for good.

Who is held out does not depend on anything but a hash, so that the difference is an effect and no association. An
account counts once a week, and its weeks are taken together: the interval is that of means of clusters (linearised
ratios; Cochran, Sampling Techniques, 1977, chapter 6).
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.evidence import Text

# What is looked for: a change of purchases by this share, found four times in five.
WORTH = 0.2
SIDE, POWER = 1.96, 0.84
# With fewer purchases on either side an interval of this kind says too little.
LEAST = 5

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Arm:
    """One side: how many accounts, their weeks together, and after how many of those a purchase came in time."""

    accounts: int
    weeks: int
    purchases: int

    @property
    def rate(self) -> float | None:
        """Purchases a week; None without a week."""
        return self.purchases / self.weeks if self.weeks else None


@dataclass(frozen=True)
class Uplift:
    """`difference` of the rates, treated less held out, with its 95 % interval; None where a side has too little.

    `needed` is about how many account-weeks it takes in all until a change by a fifth would be found.
    """

    treated: Arm
    held: Arm
    difference: float | None
    low: float | None
    high: float | None
    needed: int | None

    @property
    def told(self) -> bool:
        """Whether the interval leaves no doubt, or there is enough to say that there is no change by a fifth."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0 or self.enough)

    @property
    def enough(self) -> bool:
        """Whether there are as many account-weeks as are needed."""
        return self.needed is not None and self.treated.weeks + self.held.weeks >= self.needed

    def to_json(self) -> dict[str, Any]:
        """For a program."""
        rates = {"treated_rate": self.treated.rate, "held_rate": self.held.rate}
        return {**asdict(self), **rates, "enough": self.enough, "told": self.told, "said": said(self)._asdict()}


def compare(owner: npt.NDArray[np.object_], held: Flags, bought: Flags) -> Uplift:
    """Rows are account-weeks: whose, whether held out, and whether a purchase followed."""
    rows = pd.DataFrame({"owner": owner, "held": held, "bought": bought})
    units = rows.groupby(["held", "owner"])["bought"].agg(["size", "sum"]).reset_index()
    sides = [units[units["held"] == side] for side in (False, True)]
    treated, out = (Arm(len(side), int(side["size"].sum()), int(side["sum"].sum())) for side in sides)
    if min(treated.purchases, out.purchases) < LEAST or min(treated.accounts, out.accounts) < 2:
        return Uplift(treated, out, None, None, None, _needed(rows, units))
    (one, spread), (other, spread_too) = (_rate(side) for side in sides)
    reach = SIDE * float(np.sqrt(spread + spread_too))
    return Uplift(treated, out, one - other, one - other - reach, one - other + reach, _needed(rows, units))


def _rate(units: pd.DataFrame) -> tuple[float, float]:
    """The rate of one side and its variance, accounts as clusters."""
    weeks, purchases = units["size"].to_numpy(float), units["sum"].to_numpy(float)
    rate = purchases.sum() / weeks.sum()
    m = len(units)
    return float(rate), float(m / (m - 1) * ((purchases - rate * weeks) ** 2).sum() / weeks.sum() ** 2)


def _needed(rows: pd.DataFrame, units: pd.DataFrame) -> int | None:
    """Account-weeks that tell a change by `WORTH`, with the clustering seen so far; None before any purchase."""
    share, rate = rows["held"].mean(), rows["bought"].mean()
    if not 0 < share < 1 or not 0 < rate < 1 or len(units) < 2:
        return None
    simple = rate * (1 - rate)
    clustering = max(_rate(units)[1] * len(rows) / simple, 1.0)
    more = min(rate * (1 + WORTH), 1.0)
    spread = clustering * (simple / share + more * (1 - more) / (1 - share))
    return int(np.ceil((SIDE + POWER) ** 2 * spread / (WORTH * rate) ** 2))


def said(found: Uplift) -> Text:
    """What can be said of it, in both languages."""
    weeks, need = found.treated.weeks + found.held.weeks, found.needed
    if found.difference is None or not found.told:
        en = f"Not enough yet: {weeks:,} account-weeks" + (
            f" of about {need:,} needed." if need else ", few purchases."
        )
        zh = f"数据还不够：现有{weeks:,}个客户周" + (f"，约需{need:,}个。" if need else "，购买太少。")
        return Text(en, zh)
    assert found.low is not None
    assert found.high is not None
    change, low, high = (100 * value for value in (found.difference, found.low, found.high))
    if found.low > 0 or found.high < 0:
        more, more_zh = ("more", "多") if change > 0 else ("fewer", "少")
        return Text(
            f"With plans {abs(change):.2f} {more} purchases per 100 account-weeks (95 % interval {low:+.2f} to "
            f"{high:+.2f}).",
            f"有方案的客户每100个客户周{more_zh}买{abs(change):.2f}次（95%区间{low:+.2f}至{high:+.2f}）。",
        )
    return Text(
        f"No difference that can be told: {change:+.2f} purchases per 100 account-weeks ({low:+.2f} to {high:+.2f}).",
        f"看不出差别：每100个客户周相差{change:+.2f}次（{low:+.2f}至{high:+.2f}）。",
    )
