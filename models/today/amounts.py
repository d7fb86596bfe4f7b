"""What a purchase is expected to bring: an account's own past, shrunk towards its region and industry.

Source: Bühlmann and Straub, "Glaubwürdigkeit für Schadensätze", 1970; Klugman, Panjer and Willmot, "Loss Models",
chapter 18, for the estimators with groups of unequal size.
"""

from collections.abc import Mapping
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
from history.tables import RECORDED, TERMINAL_STAGES
from models.sandbox.state.deal_values import LEAST_VALUES, shrunk_cells, values_of

Array = npt.NDArray[np.float64]

LEAST_TOLD = 20


@dataclass(frozen=True)
class Amounts:
    """`cells` (R + 1, I + 1) are usual amounts by region and industry, the last of each the unknown one.

    `own` says by account how many times what is usual in its cell its own past was, and how much that counts (0 … 1).
    """

    spec: Spec
    cells: Array
    own: Mapping[str, tuple[float, float]]

    def usual(self, region: str | None, industry: str | None) -> float:
        """What is usual in that region and industry."""
        return float(self.cells[_slot(self.spec.regions, region), _slot(self.spec.industries, industry)])

    def expected(self, account: str | None, region: str | None, industry: str | None) -> float:
        """What a purchase of that account is expected to bring: what is usual, where it never bought."""
        usual = self.usual(region, industry)
        ratio, weight = self.own.get(account or "", (1.0, 0.0))
        return usual * (weight * ratio + 1 - weight)


def _slot(names: tuple[str, ...], name: str | None) -> int:
    return names.index(name) if name in names else len(names)


@dataclass(frozen=True)
class Worth:
    """What purchases are expected to bring: those that come by a lead, and those that come `direct`.

    `told_share` is what an account's next purchase comes to over what the CRM says that its open lead is worth: less
    than 1 where it is often another, smaller one.
    """

    by_lead: Amounts
    direct: Amounts
    told_share: float


def learn_worth(known: History, book: Book) -> Worth | None:
    """Learned from what `known` holds at the last cut-off of `book`, which is of the same history.

    Amounts are those of orders, and of leads won without one the value that they were given. Where one kind has fewer
    than five all purchases stand in for it, and where these are too few the values that leads were given, won or not;
    None where these are too few as well.
    """
    orders, told = _orders(known, book), _told(known, book)
    won = told[told["won"] & ~told["ordered"]]
    by_lead, direct = (pd.concat(parts) for parts in ([orders[orders["by_lead"]], won], [orders[~orders["by_lead"]]]))
    last = (pd.concat([orders, won]), told.assign(account=-1))
    found = [next((rows for rows in (kind, *last) if len(rows) >= LEAST_VALUES), None) for kind in (by_lead, direct)]
    if found[0] is None or found[1] is None:
        return None
    return Worth(_amounts(found[0], book), _amounts(found[1], book), _told_share(known))


def _amounts(bought: pd.DataFrame, book: Book) -> Amounts:
    spec = book.spec
    region, industry, amount = (bought[name].to_numpy() for name in ("region", "industry", "amount"))
    cells = shrunk_cells(region, industry, amount, (len(spec.regions) + 1, len(spec.industries) + 1))
    account = bought["account"].to_numpy()
    names = book.account_ids.to_numpy(dtype=object)[account[account >= 0]]
    groups = pd.Series((amount / cells[region, industry])[account >= 0], index=names).groupby(level=0)
    ratio, count = groups.mean(), groups.size()
    weight = count / (count + credibility_constant(ratio, groups.var(), count))
    own = {str(name): (float(ratio[name]), float(weight[name])) for name in ratio.index}
    return Amounts(spec, cells, own)


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


def _orders(known: History, book: Book) -> pd.DataFrame:
    """Account (its place), region, industry and amount of every order with an amount, and whether it names a lead."""
    orders = known["orders"]
    orders = orders[orders["amount"] > 0]
    account = codes_of(orders["account_id"], book.account_ids)
    place = account_codes(book, np.arange(len(book.account_ids)))
    sizes = {"region": len(book.spec.regions), "industry": len(book.spec.industries)}
    return pd.DataFrame(
        {"account": account, "amount": orders["amount"].to_numpy(), "by_lead": orders["lead_id"].notna().to_numpy()}
        | {name: slotted(place[name][account, -1], size) for name, size in sizes.items()}
    )


def _told(known: History, book: Book) -> pd.DataFrame:
    """The same of every lead with a value, by that value (of one with orders, by these): −1 for no account; whether it
    was won, and has an order."""
    leads = book.leads
    value = values_of(known, leads)
    version = leads.version_at(np.full(len(leads), NEVER - 1))
    labels = {name: leads.versions.labels[name][version] for name in ("account_id", "region", "industry")}
    found = pd.DataFrame(
        {
            "account": labels["account_id"],
            "amount": value,
            "region": slotted(labels["region"], len(book.spec.regions)),
            "industry": slotted(labels["industry"], len(book.spec.industries)),
            "won": leads.won & (leads.ended < NEVER),
            "ordered": np.asarray(leads.ids.isin(known["orders"]["lead_id"].dropna())),
        }
    )
    return found[np.isfinite(value) & (value > 0)]


def _told_share(known: History) -> float:
    """What the orders of accounts came to over the value of the lead that each had open the day before, which was
    written of last; 1 where fewer than twenty tell."""
    orders = known["orders"]
    orders = orders[orders["amount"] > 0]
    orders = orders.assign(before=orders["ordered_at"] - pd.Timedelta(days=1)).sort_values("before", kind="stable")
    leads = known["leads"]
    leads = leads[(leads["value"] > 0) & leads["account_id"].notna()].sort_values(RECORDED, kind="stable")
    ends = known["stage_changes"]
    ended = ends[ends["stage"].isin(TERMINAL_STAGES)].groupby("lead_id")["changed_at"].min()
    left = orders[["account_id", "before", "amount"]]
    right = leads[["account_id", RECORDED, "lead_id", "value"]]
    both = pd.merge_asof(left, right, left_on="before", right_on=RECORDED, by="account_id").dropna(subset=["lead_id"])
    until = ended.reindex(both["lead_id"]).set_axis(both.index)
    both = both[until.isna() | (until > both["before"])]
    return float(both["amount"].sum() / both["value"].sum()) if len(both) >= LEAST_TOLD else 1.0
