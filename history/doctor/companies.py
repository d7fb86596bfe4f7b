"""Checks of accounts: one company under several ids, names that name nobody."""

import re
import unicodedata

import pandas as pd

from history.doctor.finding import Finding, report
from history.doctor.state import current
from history.record import History

CHINESE = "股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|公司|集团|集團"
LATIN = (
    "co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|kg|sa|sas|srl|spa|bv|nv|pte|pty|"
    "group|holdings?"
)
LEGAL_FORM = re.compile(rf"(?:\s*(?:{CHINESE})|\s+(?:{LATIN}))+$")
DOMAIN = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@]*@)?(?:www\d?\.)?([^/:?#\s]+\.[^/:?#\s.]+)")

# Beyond so many accounts one address is a marketplace or a host of shops, and one name a placeholder.
SHARED = 5
PLACEHOLDER_SHARE = 0.05


def bare_name(name: str) -> str:
    """A company's name without its legal form, case, width and punctuation: what two spellings have in common."""
    folded = " ".join(re.split(r"[\W_]+", unicodedata.normalize("NFKC", name).casefold())).strip()
    return LEGAL_FORM.sub("", folded).replace(" ", "") or folded


def domain(website: str) -> str | None:
    """The host of a website without `www.`; None where the text holds none."""
    found = DOMAIN.match(unicodedata.normalize("NFKC", website).casefold().strip())
    return found[1] if found else None


def duplicate_accounts(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Accounts that share a company name (without its legal form) or a website; one row for each such group."""
    accounts = current(history, "accounts")
    accounts = accounts[accounts["valid_from"] <= as_of]
    names = accounts["name"].map(bare_name)
    names = names[~_placeholders(names)]
    sites = accounts["website"].dropna().map(domain).dropna()
    sites = sites[sites.groupby(sites).transform("size") <= SHARED]
    groups = pd.concat([_groups(accounts, names, "name"), _groups(accounts, sites, "website")])
    groups = groups[~groups["accounts"].map(tuple).duplicated()]
    return report(history, "duplicate_accounts", "warning", groups)


def placeholder_names(history: History, as_of: pd.Timestamp) -> Finding | None:
    """Accounts whose name is shared by so many that it names nobody."""
    accounts = current(history, "accounts")
    accounts = accounts[accounts["valid_from"] <= as_of]
    bad = accounts[_placeholders(accounts["name"].map(bare_name))]
    return report(history, "placeholder_names", "warning", bad[["account_id", "name"]], len(accounts))


def _placeholders(names: pd.Series) -> pd.Series:
    """Which names are held by more than 5 accounts and by more than 5 % of them."""
    return names.groupby(names).transform("size") > max(SHARED, PLACEHOLDER_SHARE * len(names))


def _groups(accounts: pd.DataFrame, labels: pd.Series, by: str) -> pd.DataFrame:
    """One row for each label of several accounts: what they share, and their ids."""
    twice = labels[labels.duplicated(keep=False)]
    ids = accounts.loc[twice.index, "account_id"].groupby(twice, sort=False).agg(list)
    return pd.DataFrame({"same": by, "value": ids.index, "accounts": ids.to_numpy()})
