"""Whose a patent is: applicants' names against the accounts', certain where all agrees but the legal form."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cleanco import prepare_default_terms
from cleanco.clean import custom_basename

Tier = Literal["certain", "possible"]

# Longest first; in the narrow form that names are brought to.
_FORMS_ZH = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "(集团)",
    "有限公司",
    "集团公司",
    "株式会社",
    "合同会社",
    "総公司",
    "总公司",
    "公司",
    "集团",
)
_COUNTRY = re.compile(r"\s*\[[A-Z]{2}\]\s*$")
_ENDINGS = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|lp|plc|gmbh|ag|kg|se|sa|sas|sarl|srl|spa|bv|nv|"
    r"ab|as|oy|oyj|aps|kk|kabushiki kaisha|pty|pvt|private|group|holdings?|publ|the)\b"
)
# Two names that share fewer letters than this are never taken for one.
LEAST_LATIN, LEAST_CHINESE = 5, 3
_TERMS = prepare_default_terms()


@dataclass(frozen=True)
class Match:
    """An account, and how sure it is: `certain` may be counted, `possible` is for people to look at."""

    account_id: str
    tier: Tier


class Accounts:
    """The names of accounts, ready to be looked up. `aliases` (name to account) are kept by people and win."""

    def __init__(self, names: Mapping[str, str], aliases: Mapping[str, str] | None = None) -> None:
        self._aliases = {folded(name): account for name, account in (aliases or {}).items()}
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for account, name in names.items():
            self._whole[folded(name)].add(account)
            self._stems[stem(name)].add(account)

    def match(self, applicant: str) -> Match | None:
        """The account that an applicant is; None where there is none, or more than one."""
        name = folded(applicant)
        if name in self._aliases:
            return Match(self._aliases[name], "certain")
        core = stem(applicant)
        for held, key in ((self._whole, name), (self._stems, core)):
            found = held.get(key, set())
            if len(found) == 1 and _is_long(core):
                return Match(next(iter(found)), "certain")
            if found:
                return None
        return self._possible(core)

    def _possible(self, core: str) -> Match | None:
        """An account whose name begins with the applicant's, or the other way round, word by word."""
        if not _is_long(core):
            return None
        found = {account for key, held in self._stems.items() if _begins(core, key) for account in held}
        return Match(found.pop(), "possible") if len(found) == 1 else None


def folded(name: str) -> str:
    """A name without what writing changes: width, capitals, accents, punctuation, spaces, a country in brackets."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", _COUNTRY.sub("", name)).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # S.A. and B. V. are one word.
    joined = re.sub(r"\b(\w)\s*\.\s*(?=\w\b)", r"\1", letters).replace("&", " and ")
    return " ".join(re.findall(r"\w+", joined))


def stem(name: str) -> str:
    """A folded name without its legal form, in Chinese or a Western language. The place it names stays."""
    plain = unicodedata.normalize("NFKC", _COUNTRY.sub("", name)).strip()
    while form := next((form for form in _FORMS_ZH if plain.endswith(form) and len(plain) >= len(form) + 2), None):
        plain = plain.removesuffix(form)
    core = folded(custom_basename(plain, _TERMS, suffix=True, prefix=False, middle=False) or plain)
    words = [word for word in _ENDINGS.sub(" ", core).split() if word]
    return " ".join(words) or core


def _is_long(core: str) -> bool:
    chinese = sum("\u3400" <= letter <= "\u9fff" for letter in core)
    return chinese >= LEAST_CHINESE or len(core.replace(" ", "")) - chinese >= LEAST_LATIN


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if not _is_long(short) or len(short) < 0.5 * len(long):
        return False
    edge = long[len(short) : len(short) + 1]
    return long.startswith(short) and (edge in ("", " ") or "\u3400" <= edge <= "\u9fff")
