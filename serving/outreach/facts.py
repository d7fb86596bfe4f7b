"""Whether a reworded text says nothing that the original does not: by form, since nothing here understands it.

Numbers, days, names, links and quotations of the new text must stand in the original. What looks like one and is none
costs no more than the original staying as it is.
"""

import re

SHORTEST, LONGEST = 0.4, 1.6
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_QUOTED = re.compile(r"[“\"「『《‘](.+?)[”\"」』》’]")
_LINK = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|cn|net|org|io)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_HOLE = re.compile(r"[{}\[\]<>【】]|_{2,}|X{2,}|×{2,}|某某|\bTBD\b|\bN/A\b")
_EN_COUNT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|quarter|double|twice|per ?cent|percent|free"
    r"|discount|guaranteed?)\b",
    re.IGNORECASE,
)
_EN_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|august|september|october"
    r"|november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|today|tomorrow|yesterday"
    r"|(?:next|last|this) (?:week|month|quarter|year))\b",
    re.IGNORECASE,
)
_ZH_COUNT = re.compile(
    r"[零一二三四五六七八九十百千万亿两半几数]+(?:[个天周月年家次人位份折倍元时分刻秒条页成名台套]|小时|分钟|季度|百分)"
    r"|百分之[零一二三四五六七八九十百点]+|免费|打折|优惠|保证|承诺|最低价"
)
_ZH_DAY = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天]|[今明昨后前]天|[上下本这]个?(?:周|月|季度)|[今明去]年|年[初中底末]|月[初中底末]"
)
_ZH_NAME = re.compile(
    rf"[{_CJK}]{{2}}(?:公司|集团|银行|大学|医院|研究院|先生|女士|小姐|经理|总监|主任|老师|省|市)|[{_CJK}]总(?=[，,：:])"
)
_KNOWN_NAMES = re.compile(
    "华为|阿里|腾讯|百度|字节|京东|小米|海尔|美的|格力|联想|中兴|比亚迪|宁德时代|西门子|博世|用友|金蝶|浪潮|微软|谷歌|苹果|亚马逊"
    "|甲骨文|通用电气|施耐德|霍尼韦尔|丰田|大众|宝马|特斯拉|麦肯锡|德勤|普华永道|清华|北大"
)
# How sentences commonly begin; another capital letter is taken for a name.
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        """
    a about after all also although an and any are as ask at be before below bring but by call can come could do
    does each either every find first for from get give good had has have hello here hi how however i if in
    instead is it its just keep know let look make many may maybe me might more most my need no not note now of
    on once only or our perhaps please quick rather regarding say send shall she should show since so some take
    tell thank thanks that the their them then there these they this those to try until up use us was we were
    what when where whether which while who whom why will with within without would write yes you your
    """,
    )
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’&-]*")


def added(original: str, new: str, language: str) -> str | None:
    """What is wrong with `new` as a rewording of `original` in that language; None if nothing is."""
    if not SHORTEST * len(original) <= len(new) <= LONGEST * len(original) + 10:
        return "length"
    if hole := _first_new(_HOLE, original, new):
        return f"placeholder {hole}"
    if wrong := _language(original, new, language):
        return wrong
    numbers = set(_NUMBER.findall(original))
    if more := [each for each in _NUMBER.findall(new) if each not in numbers]:
        return f"number {more[0]}"
    plain = (_LINK, _QUOTED) + ((_EN_COUNT, _EN_DAY) if language == "en" else (_ZH_COUNT, _ZH_DAY))
    for pattern in plain:
        if found := _first_new(pattern, original, new):
            return f"fact {found}"
    return _name(original, new, language)


def _first_new(pattern: re.Pattern[str], original: str, new: str) -> str | None:
    known = original.casefold()
    found = (match[match.lastindex or 0] for match in pattern.finditer(new))
    return next((each for each in found if each.casefold() not in known), None)


def _language(original: str, new: str, language: str) -> str | None:
    runs = re.findall(rf"[{_CJK}]+", new)
    if language == "en":
        return next((f"language {run}" for run in runs if run not in original), None)
    spoken = _QUOTED.sub("", new)
    chinese = len(re.findall(rf"[{_CJK}]", spoken))
    return None if 2 * chinese >= len(re.findall(rf"[{_CJK}A-Za-z]", spoken)) and chinese else "language"


def _name(original: str, new: str, language: str) -> str | None:
    if known := _first_new(_KNOWN_NAMES, original, new):
        return f"name {known}"
    if language == "zh":
        if more := _first_new(_ZH_NAME, original, new):
            return f"name {more}"
        words = set(_WORD.findall(original))
        return next((f"name {word}" for word in _WORD.findall(new) if word not in words), None)
    return _english_name(original, new)


def _english_name(original: str, new: str) -> str | None:
    words = set(_WORD.findall(original))
    lowered = {word.casefold() for word in words}
    for match in _WORD.finditer(new):
        word = match[0]
        begins = re.search(r"(?:^|[.!?:;…–—“\"]\s*)$", new[: match.start()]) is not None
        plain = word in words or word[0].islower() or (begins and word.casefold() in lowered | _OPENERS)
        if not plain and re.sub(r"['’]\w+$", "", word) not in {"I", *words}:
            return f"name {word}"
    return None
