"""Numbers and times as people in China write them, beside those that DuckDB reads: SQL expressions of a text.

`12.5万`, `￥8,000`, `３亿元`; `2026年11月3日`, `2026年3月4日 10时20分`, `2026.3.4`; digits and signs of full width.
Commas part thousands where they can mean nothing else: `1,200` alone may be one and a fifth, and stays unread.
"""

_WIDE, _NARROW = "０１２３４５６７８９．，－＋／：￥　萬億圓", "0123456789.,-+/:¥ 万亿元"
_DIGITS = r"(?:\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})"
_THOUSANDS = r"\d{1,3},\d{3}"
_AMOUNT = rf"[-+]?(?:¥?\s*{_DIGITS}\s*[万亿]?元?|¥\s*{_THOUSANDS}|{_THOUSANDS}\s*(?:[万亿]元?|元))"
_DAY = r"^(\d{4})(?:\s*年\s*(\d{1,2})\s*月\s*|\.(\d{1,2})\.)(\d{1,2})\s*[日号]?\s*"


def number(text: str) -> str:
    """The text as DOUBLE; NULL where it is no number."""
    narrow = _narrow(text)
    bare = f"TRY_CAST(regexp_replace({narrow}, '[^0-9.+-]', '', 'g') AS DOUBLE)"
    factor = f"CASE WHEN contains({narrow}, '万') THEN 1e4 WHEN contains({narrow}, '亿') THEN 1e8 ELSE 1 END"
    amount = f"CASE WHEN regexp_full_match({narrow}, '{_AMOUNT}') THEN {bare} * {factor} END"
    return _else(text, f"TRY_CAST({text} AS DOUBLE)", amount)


def time(text: str) -> str:
    """The text as TIMESTAMP WITH TIME ZONE; NULL where it is no time."""
    return _else(text, _cast(text), _cast(_dashed(text)))


def _else(text: str, plain: str, otherwise: str) -> str:
    """`plain`, or `otherwise` where that says nothing of the text."""
    # The branches of CASE alone are left for the rows that need them: parts of COALESCE that stand twice are not.
    return f"CASE WHEN {plain} IS NULL AND {text} IS NOT NULL THEN {otherwise} ELSE {plain} END"


def _cast(text: str) -> str:
    return f"TRY_CAST({text} AS TIMESTAMP WITH TIME ZONE)"


def _narrow(text: str) -> str:
    return f"translate({text}, '{_WIDE}', '{_NARROW}')"


def _dashed(text: str) -> str:
    """`2026年3月4日 10时20分` as `2026-3-4 10:20:00`; other texts as they are, but for full width."""
    day = rf"regexp_replace({_narrow(text)}, '{_DAY}', '\1-\2\3-\4 ')"
    clock = f"regexp_replace(replace(rtrim({day}), '秒', ''), '[时点分]', ':', 'g')"
    return f"regexp_replace({clock}, ':$', ':00')"
