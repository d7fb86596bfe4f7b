"""Amounts of money, with what they are for: per month, per user."""

import re
from collections.abc import Iterator

from price_parser import Price

from scrapers.pages.findings.spans import Found

_SIGNS = {"¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY", "RMB": "CNY", "CNY": "CNY", "$": "USD", "US$": "USD"}
_SIGNS |= {"USD": "USD", "美元": "USD", "€": "EUR", "EUR": "EUR", "欧元": "EUR", "£": "GBP", "GBP": "GBP", "HK$": "HKD"}
_MANY = {
    "万": 10_000,
    "亿": 100_000_000,
    "千": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "m": 1_000_000,
}
_NUMBER = r"\d{1,3}(?:[,，]\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?"
_PRICE = re.compile(
    rf"(?P<before>US\$|HK\$|[$€£¥￥]|\b(?:RMB|CNY|USD|EUR|GBP)\b|人民币)\s?(?P<a>{_NUMBER})\s?(?P<many_a>万|亿|千|"
    rf"k\b|m\b|million|billion)?元?"
    rf"|(?<![\d.,])(?P<b>{_NUMBER})\s?(?P<many_b>万|亿|千|million |billion )?"
    rf"(?P<after>元|美元|欧元|人民币|€|(?:RMB|CNY|USD|"
    rf"EUR|GBP)\b)",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\s?(?:/|per |a |每|／)\s?(?P<per>(?:user|seat|month|year|mo|yr|hour|day|agent|member|个?月|年|人|用户|天|次|"
    r"台|套|件|吨)"
    r"(?:\s?(?:/|per )\s?(?:month|mo|year|月|年))?)",
    re.IGNORECASE,
)


def read(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """Prices in a line, as `CNY 35000` or `USD 29 / month`."""
    for said in _PRICE.finditer(text):
        amount = Price.fromstring((said["a"] or said["b"]).replace("，", ",")).amount
        currency = _SIGNS.get((said["before"] or said["after"]).upper())
        if amount is None or currency is None:
            continue
        amount *= _MANY.get((said["many_a"] or said["many_b"] or "").strip().lower(), 1)
        per = _PER.match(text, said.end())
        told = f"{currency} {amount.normalize():f}" + (f" / {per['per'].lower()}" if per else "")
        yield Found("price", told, said.start(), per.end() if per else said.end())
