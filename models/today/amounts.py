"""What a purchase is expected to bring: an account's own past, shrunk towards its region and industry.

Source: Bühlmann and Straub, "Glaubwürdigkeit für Schadensätze", 1970; Klugman, Panjer and Willmot, "Loss Models",
chapter 18, for the estimators with groups of unequal size.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.accounts import account_codes
from features.book import Book
from features.load import slotted
from features.moments import NEVER
from features.spec import Spec
from features.streams import codes_of
from history.record import History
from models.deal_values import LEAST_VALUES, shrunk_cells, values_of

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Amounts:
    """`cells` (R + 1, I + 1) are usual amounts by region and industry, the last of each the unknown one.

    `weight` (0 … 1) says by account how much its own past counts, which was `ratio` times what is usual in its cell.
    """

    spec: Spec
    cells: Array
    ratio: pd.Series
    weight: pd.Series

    def usual(self, region: str | None, industry: str | None) -> float:
        """What is usual in that region and industry."""
        return float(self.cells[_slot(self.spec.regions, region), _slot(self.spec.industries, industry)])

    def expected(self, account: str | None, region: str | None, industry: str | None) -> float:
        """What a purchase of that account is expected to bring: what is usual, where it never bought."""
        usual = self.usual(region, industry)
        if account is None or account not in self.ratio.index:
            return usual
        weight = float(self.weight[account])
        return usual * (weight * float(self.ratio[account]) + 1 - weight)


def _slot(names: tuple[str, ...], name: str | None) -> int:
    return names.index(name) if name in names else len(names)


def learn_amounts(known: History, book: Book) -> Amounts | None:
    """Learned from what `known` holds at the last cut-off of `book`, which is of the same history.

    Amounts are those of orders, and of leads won without one the value that they were given. Where there are fewer
    than five, the values that leads were given stand in, won or not; where these are too few as well, None.
    """
    bought = _purchases(known, book)
    if len(bought) < LEAST_VALUES:
        bought = _told(known, book, np.ones(len(book.leads), dtype=bool))
        bought["account"] = -1
    if len(bought) < LEAST_VALUES:
        return None
    spec = book.spec
    region, industry, amount = (bought[name].to_numpy() for name in ("region", "industry", "amount"))
    cells = shrunk_cells(region, industry, amount, (len(spec.regions) + 1, len(spec.industries) + 1))
    owned = bought["account"].to_numpy() >= 0
    ratio = pd.Series(amount / cells[region, industry])[owned]
    owner = pd.Series(book.account_ids.to_numpy(dtype=object)[bought["account"].to_numpy()[owned]])
    groups = ratio.set_axis(owner.to_numpy()).groupby(level=0)
    count = groups.size()
    return Amounts(
        spec, cells, groups.mean(), count / (count + credibility_constant(groups.mean(), groups.var(), count))
    )


def credibility_constant(mean: pd.Series, variance: pd.Series, count: pd.Series) -> float:
    """How many purchases of its own make an account as telling as its cell: the variance of a purchase within accounts
    over that between accounts; infinite where accounts do not differ more than chance lets them.

    `variance` is the unbiased one of each account's purchases, NaN for a single one.
    """
    total, within = float(count.sum()), float((count - 1).sum())
    if within <= 0 or len(count) < 2:
        return np.inf
    inside = float((variance.fillna(0.0) * (count - 1)).sum()) / within
    centre = float((mean * count).sum()) / total
    freedom = total - float((count**2).sum()) / total
    between = (float((count * (mean - centre) ** 2).sum()) - (len(count) - 1) * inside) / freedom
    return inside / between if between > 0 else np.inf


def _purchases(known: History, book: Book) -> pd.DataFrame:
    """Account (its place, −1 unknown), region, industry and amount of every purchase that has an amount."""
    orders = known["orders"]
    orders = orders[orders["amount"] > 0]
    account = codes_of(orders["account_id"], book.account_ids)
    place = {name: grid[:, -1] for name, grid in account_codes(book, np.arange(len(book.account_ids))).items()}
    sizes = {"region": len(book.spec.regions), "industry": len(book.spec.industries)}
    ordered = pd.DataFrame(
        {"account": account, "amount": orders["amount"].to_numpy()}
        | {name: slotted(place[name][account], size) for name, size in sizes.items()}
    )
    with_order = np.asarray(book.leads.ids.isin(orders["lead_id"].dropna()))
    won = book.leads.won & (book.leads.ended < NEVER)
    return pd.concat([ordered, _told(known, book, won & ~with_order)], ignore_index=True)


def _told(known: History, book: Book, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """The same of the leads `chosen`, by the value that each was given."""
    leads = book.leads
    value = values_of(known, leads)
    keep = chosen & np.isfinite(value) & (value > 0)
    version = leads.version_at(np.full(len(leads), NEVER - 1))
    labels = {name: leads.versions.labels[name][version][keep] for name in ("account_id", "region", "industry")}
    return pd.DataFrame(
        {
            "account": labels["account_id"],
            "amount": value[keep],
            "region": slotted(labels["region"], len(book.spec.regions)),
            "industry": slotted(labels["industry"], len(book.spec.industries)),
        }
    )
