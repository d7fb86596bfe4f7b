"""How the leads are worked on and how far to look: quota, response time, horizon, and a ramp of arrival."""

import re
from collections.abc import Callable
from typing import Literal

from models.question.numbers import NUMBER, number_of
from models.question.reading import Reading, contradictory

SELLER_ZH = r"(?:销售人员|销售代表|销售顾问|销售员|销售(?!线索)|业务员|客户经理|人员)"
SELLER_EN = (
    r"(?:(?:sales )?(?:reps?|people|persons?|sellers?|agents?)|salespeople|salespersons?|hires|representatives?)\b"
)
_LEADS = r"(?:(?:open|active|live)\s+)?(?:leads?\b|线索|商机)?"
_EACH_ZH = rf"(?:每[位名个]?{SELLER_ZH}|每人|每[位名]|人均)(?:手上|手头|手里|最多)?(?:可以|只能|只|能|可)?"
_WORK_ZH = r"(?:同时)?(?:在)?(?:跟进|跟|处理|负责|持有|服务|带|看|做|接)?(?:的)?(?:线索)?"
_MOST_ZH = r"(?:最多|至多|不超过|上限(?:为|是)?|不多于|封顶|限|配额(?:为|是)?)"
_MOST_EN = (
    r"(?:at most|at the most|no more than|not more than|max(?:imum)?(?: of)?|up to|capped at|limited to|"
    r"(?:a )?(?:cap|limit|quota|ceiling)(?: of| is| at|:)?)"
)
_EACH_EN = rf"(?:per|each|every|a|for each|for every)\s+{SELLER_EN}"
# Without any of these it may as well be what each rep gets of the plan.
_WORKED = rf"(?=[^,;。|]{{0,24}}?(?:{_MOST_ZH}|跟|处理|负责|持有|服务|带|接|手上|手头|手里|为限))"
_QUOTAS = (
    rf"{_WORKED}{_EACH_ZH}{_WORK_ZH}{_MOST_ZH}?{_WORK_ZH}{_MOST_ZH}?\s*(?P<n>{NUMBER})\s*[条个笔]?(?:在跟|开放)?的?(?:线索|商机)?(?:封顶|为限)?",
    rf"(?:在跟|跟进)?(?:配额|上限|在跟上限|跟进上限)(?:为|是|设为|改为|:)?\s*(?:每[位名个]?{SELLER_ZH}|每人)?\s*(?P<n>{NUMBER})\s*[条个笔]?(?:线索)?(?:每人)?",
    rf"\b(?:with |set )?{_MOST_EN}\s*(?P<n>{NUMBER})\s*{_LEADS}\s*{_EACH_EN}(?:\s+at (?:a|any|one) time)?",
    rf"(?P<n>{NUMBER})\s*(?:open|active|live)\s+leads\s*{_EACH_EN}(?:\s+at (?:the )?most)?",
    rf"(?P<n>{NUMBER})\s*leads\s*{_EACH_EN}\s+at (?:the )?most",
    rf"\b(?:{_EACH_EN}|{SELLER_EN})\s+(?:(?:can|could|may|will|should)\s+)?(?:works?|handles?|takes?|holds?|carr(?:y|ies)|keeps?|has|have|gets?)?(?:\s+on)?\s*{_MOST_EN}\s*(?P<n>{NUMBER})\s*{_LEADS}",
    rf"\b(?:a )?quota\s*(?:of|is|:|at)?\s*(?P<n>{NUMBER})\s*{_LEADS}",
)
_HOURS = (
    rf"(?P<n>{NUMBER}|半|\b(?:half )?an?)[\s-]*"
    r"(?P<unit>个?(?:半)?(?:小时|钟头)|分钟|天|hours?\b|hrs?\b|h\b|minutes?\b|mins?\b|days?\b)"
)
# How soon it was up to now is no part of a plan.
_ONCE = re.sub(r"\(\?P<\w+>", "(?:", _HOURS)
_ANSWER_ZH = r"(?:首次)?(?:响应|回复|联系|触达|跟进|接触|回访|回应|处理)"
_ANSWER_EN = (
    r"(?:first )?(?:respon(?:d|ds|ded|ding|se|ses)|contact(?:ed)?|touch(?:ed)?|repl(?:y|ies)|answer(?:ed)?|"
    r"called|call|reach(?:ed)?(?: out)?|follow(?:ed)?[ -]?up)(?: times?)?"
)
_RESPONSES = (
    rf"(?:都?要?在)?{_HOURS}(?:之内|以内|内|里)?就?(?:完成|做|都?要?|必须|得到|有)?{_ANSWER_ZH}(?:线索|客户)?",
    rf"{_ANSWER_ZH}(?:时间|时长|速度|时效)?(?:改为|缩短到|缩短至|提高到|降到|降至|控制在|不超过|为|是|:)*\s*{_HOURS}(?:之内|以内|内)?",
    rf"{_ANSWER_ZH}(?:时间|时长|速度|时效)?(?:从|由)(?:{_ONCE})"
    rf"(?:缩短|压缩|减少|降低|降|提高|提升|加快|改)(?:到|至|为)\s*{_HOURS}(?:之内|以内|内)?",
    rf"\b(?:cut|reduce|lower|shorten|bring|improve)?(?:ing)?\s*(?:the |our )?{_ANSWER_EN}"
    rf"(?:\s+down)?\s+from\s+(?:{_ONCE})\s*(?:down )?to\s*{_HOURS}",
    rf"\b(?:the )?{_ANSWER_EN}(?:\s+(?:to )?(?:them|all|each|every|new|the|leads?))*\s*"
    rf"(?:within|in|of|is|at|to|down to|under|=|:)?\s*(?:under )?{_HOURS}",
    rf"\b(?:with(?:in)? )?(?:a |an )?{_HOURS}[ -]{_ANSWER_EN}",
    rf"\b(?:within|in|under) {_HOURS}\s*,?\s*(?:the )?{_ANSWER_EN}",
)
_HORIZONS = (
    rf"(?:看|预测|展望|推演|预估)\s*(?:未来|接下来|今后|到)?\s*(?P<n>{NUMBER}|半)\s*(?P<unit>个?(?:周|星期|礼拜|月|季度|年))(?!\s*(?:每|新增|来|增加|内|后|前))(?:后|的结果|的情况|的效果)?",
    rf"(?:预测期|展望期|视野|期限)(?:为|是|:)?\s*(?P<n>{NUMBER})\s*(?P<unit>个?(?:周|星期|月))",
    rf"\b(?:(?:with|over)? ?an? |with )?(?P<n>{NUMBER})[ -](?P<unit>weeks?|months?)\s+(?:forecast )?horizon\b",
    rf"\bhorizon\s*(?:of|is|:|=)?\s*(?P<n>{NUMBER})\s*(?P<unit>weeks?|months?)\b",
    rf"\b(?:look|looking|forecast|forecasting|predict|project)(?: ahead| out)?\s*(?:for )?(?:the next )?"
    rf"(?P<n>{NUMBER}|(?:half )?an?)\s*(?P<unit>weeks?|months?|quarters?|years?)\b(?: ahead| out)?",
    rf"(?P<n>{NUMBER}|\b(?:half )?an?)\s*(?P<unit>weeks?|months?|quarters?|years?) (?:ahead|out)\b",
)
_RAMP = (
    r"(?:逐步|逐渐|逐周|逐日|逐月|慢慢|缓慢)(?:地)?(?:增加|上升|增长|爬坡|上量|放量|递增|提升|爬升|增多)?|爬坡|递增|越来越多|"
    r"\b(?:gradually(?: (?:increasing|rising|growing))?|"
    r"(?:ramp|build)(?:s|ing|ed)?(?: up)?(?: gradually| evenly| slowly)?|"
    r"(?:rising|growing|increasing) (?:gradually|steadily|evenly|every week|week by week))\b"
)
_EVEN = r"均匀(?:地)?(?:到达|分布)?|平均到达|\b(?:spread )?evenly(?: spread)?(?: over time)?\b|\bat an even pace\b"
_WEEKS_OF = {"月": 52 / 12, "month": 52 / 12, "季度": 13, "quarter": 13, "年": 52, "year": 52}


def take_quota(reading: Reading) -> float | None:
    """The most open leads that a rep works on at a time, where the question says it."""
    return _the_one(reading, _QUOTAS, lambda match: number_of(match["n"]), ("在跟上限", "quotas"))


def take_response(reading: Reading) -> float | None:
    """Hours to the first response, where the question says them."""
    return _the_one(reading, _RESPONSES, _hours, ("响应时间", "response times"))


def take_horizon(reading: Reading) -> int | None:
    """Weeks to look ahead, where the question says them."""

    def weeks(match: re.Match[str]) -> float:
        said, unit = match["n"].lower(), match["unit"].lower()
        return round(_many(said) * next((weeks for word, weeks in _WEEKS_OF.items() if word in unit), 1))

    found = _the_one(reading, _HORIZONS, weeks, ("预测周数", "horizons"))
    return None if found is None else round(found)


def take_pace(reading: Reading) -> Literal["even", "ramp"]:
    """Whether the leads come evenly, or more of them from day to day."""
    ramp, even = reading.take(_RAMP), reading.take(_EVEN)
    if ramp and even:
        first, second = reading.said(ramp[0]), reading.said(even[0])
        raise contradictory(
            f"“{first}”和“{second}”互相矛盾",
            f'"{first}" and "{second}" contradict each other',
            "请只保留一个。 Keep one of them.",
        )
    return "ramp" if ramp else "even"


def _hours(match: re.Match[str]) -> float:
    said, unit = match["n"].lower(), match["unit"].lower()
    many = _many(said)
    if "半" in unit:
        many += 0.5
    if unit.startswith(("m", "分")):
        return many / 60
    return many * 24 if unit.startswith(("d", "天")) else many


def _many(said: str) -> float:
    return 0.5 if said in ("半", "half an", "half a") else 1.0 if said in ("a", "an") else number_of(said)


def _the_one(
    reading: Reading, patterns: tuple[str, ...], value: Callable[[re.Match[str]], float], called: tuple[str, str]
) -> float | None:
    """The value that the patterns find; two different ones are a contradiction."""
    found: dict[float, str] = {}
    for pattern in patterns:
        while match := reading.take(pattern):
            found[value(match)] = reading.said(match[0])
    if len(found) > 1:
        first, second = list(found.values())[:2]
        raise contradictory(
            f"有两个{called[0]}：“{first}”和“{second}”",
            f'There are two {called[1]}: "{first}" and "{second}"',
            "请只保留一个。 Keep one of them.",
        )
    return next(iter(found), None)
