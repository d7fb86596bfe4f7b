"""Calendar dates in a line, and lines that are nothing but a clock."""

import re

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?)"
)
_DAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
DATE = re.compile(
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}}|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:utc|gmt|cst|est|pst|[+-]\d{2}:?\d{2}))?"
_WEEKDAY = rf"(?:{_DAY}|(?:星期|周|礼拜)[一二三四五六日天])"
# A line that is nothing but a day with its weekday or its hour is a clock.
_CLOCK_LINE = re.compile(
    rf"^(?:(?:today(?: is)?|今天是?|现在时间|"
    rf"当前时间)[:： ]*)?(?:{_WEEKDAY}[,， ]*(?:{DATE.pattern})[,， ]*(?:{_CLOCK})?|"
    rf"(?:{DATE.pattern})[,， ]*(?:{_WEEKDAY}[,， ]*(?:{_CLOCK})?|{_CLOCK})|\d{{1,2}}:\d{{2}}:\d{{2}})$"
)


def is_clock(line: str) -> bool:
    """Whether a line (plain) is nothing but a day with its weekday or its hour."""
    return len(line) < 80 and _CLOCK_LINE.match(line) is not None
