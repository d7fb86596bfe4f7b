"""The form of a line in which two captures are compared: without what changes though nobody changed it."""

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "‑": "-"}
)
# Full-width punctuation is how Chinese is written: it is kept where text is shown, and narrow where it is compared.
_WIDE = "，！？：；（）"
_NARROW = str.maketrans(_WIDE, ",!?:;()")
_OTHERS = re.compile(f"[^{_WIDE}]+")
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
_UNIT = r"(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s?"
_UNIT_ZH = r"(?:秒钟?|分钟?|个?小时|天|日|周|个?星期|个?月|年)"
_AMOUNT = r"[\d,.]{1,15}"
_COUNTED = (
    r"(?:views?|visits?|visitors?|hits|likes?|shares?|comments?|replies|downloads?|followers?|"
    r"subscribers?|stars?|reviews?|ratings?|forks|votes?|reads|plays|people (?:are )?(?:online|viewing))"
)
_COUNTED_ZH = r"(?:阅读|浏览|点击|访问|点赞|评论|收藏|转发|下载|播放|查看|人气|围观|关注|订阅|评价|已售|销量|库存)"
_IDS = r"(?:trace|request|session|ray|incident|reference|error|correlation|event|support)"
_YEARS = r"\d{4}(?: ?[-~至] ?(?:\d{4}|present))?"
_MAIL = re.compile(
    r"[\w.+-]{1,64} ?(?:@|\[at\]|\(at\)|\[@\]|\(#\)| - at - |＠) ?"
    r"[\w-]{1,64}(?: ?(?:\.|\[dot\]|\(dot\)) ?[\w-]{1,64})+"
)
# What no line without any of these words can match: to look for words costs a tenth of a search for a pattern.
_WORDS: tuple[str, ...] = (
    "view",
    "visit",
    "hit",
    "like",
    "share",
    "comment",
    "repl",
    "load",
    "follow",
    "subscri",
    "star",
)
_WORDS += ("review", "rating", "fork", "vote", "read", "play", "people")
_WORDS_ZH: tuple[str, ...] = (
    "阅读",
    "浏览",
    "点击",
    "访问",
    "点赞",
    "评论",
    "收藏",
    "转发",
    "下载",
    "播放",
    "查看",
    "人气",
    "围观",
    "关注",
)
_WORDS_ZH += ("订阅", "评价", "已售", "销量", "库存")
_RIGHTS = ("©", "(c)", "copyright", "版权所有")
_IDS_NEED = ("trace", "request", "session", "ray", "incident", "reference", "error", "correlation", "event", "support")
# Each with the words of which it needs one; without words it is always tried.
_MASKS: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), mark, tuple(needs))
    for pattern, mark, *needs in [
        (r"\[email[\s ]*protected\]", "@", "protected"),
        (_MAIL.pattern, "@", "@", "[at]", "(at)", "(#)", " - at - ", "＠"),
        (r"https?://", "", "://"),
        (r"\bwww\.(?=\w)", "", "www."),
        (r"(?<=[\w])/(?=[\s,;)\"']|$|\.(?:\s|$))", "", "/"),
        (r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", "#", "-"),
        (r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{10,}\b", "#"),
        (rf"\b({_IDS} ?(?:id|no|number|#)(?: is)?)[:：#. ]*[\w.:-]*\d[\w.:-]*", r"\1#", *_IDS_NEED),
        (rf"\b(?:about |over |almost |an? |\d{{1,6}} ?\+? ?)(?:few )?{_UNIT} ago\b", "~ago", "ago"),
        (r"\b\d+ ?[smhdwy] ago\b", "~ago", "ago"),
        (
            r"\b(?:just now|yesterday|today|tomorrow|(?:this|last|over an?) (?:week|month|year))\b",
            "~ago",
            "now",
            "day",
            "tomorrow",
            "week",
            "month",
            "year",
        ),
        (rf"(?:\d{{1,6}}|[一二两三四五六七八九十几数半]{{1,4}}) ?{_UNIT_ZH}之?前", "~ago", "前"),
        (r"刚刚|今天|昨天|前天", "~ago", "刚刚", "天"),
        (r"(~ago) ?\d{1,2}:\d{2}(?::\d{2})?", r"\1", "~ago"),
        (rf"\b((?:number of )?{_COUNTED})[:：]? ?\(?{_AMOUNT}[kmb]?\+?\)?", r"\1#", *_WORDS),
        (rf"(?<![\w$€£]){_AMOUNT}[kmb]?\+? ?({_COUNTED})\b", r"#\1", *_WORDS),
        (
            rf"({_COUNTED_ZH}(?:次数|人次|总?量|总?数)?)[:： ]*\(?{_AMOUNT} ?[万亿]?\+?(?: ?[次人条个])?\)?",
            r"\1#",
            *_WORDS_ZH,
        ),
        (rf"{_AMOUNT} ?[万亿]?\+? ?(?:人次|次|人)?(?={_COUNTED_ZH})", "#", *_WORDS_ZH),
        (rf"(您是第|今日访问|总访问|当前在线)\D{{0,6}}{_AMOUNT}", r"\1#", "您是第", "访问", "当前在线"),
        (rf"((?:©|\(c\)|copyright|版权所有).{{0,60}}?){_YEARS}", r"\1#", *_RIGHTS),
        (rf"{_YEARS}(?=.{{0,60}}(?:all rights reserved|版权所有))", "#", "rights reserved", "版权所有"),
        (rf"\b\d{{1,6}} {_UNIT} (?:left|remaining|to go)\b", "~left", "left", "remaining", "to go"),
        (rf"(?:还剩|剩余|仅剩|倒计时)[:： ]*(?:\d{{1,6}} ?{_UNIT_ZH} ?){{1,4}}", "~left", "剩", "倒计时"),
        (r"[-−]?\d{1,3} ?(?:°[cf]?|℃|℉)", "#°", "°", "℃", "℉"),
        (
            r"(页面(?:执行|加载|生成)时间|processed in|page (?:generated|rendered) in|load(?:ed)? in)[:： ]*[\d.]+",
            r"\1#",
            *("时间", "in"),
        ),
    ]
)
# Those that a line without any Chinese can match.
_ASCII_MASKS = tuple(
    (pattern, mark, tuple(filter(str.isascii, needs)))
    for pattern, mark, needs in _MASKS
    if not needs or any(map(str.isascii, needs))
)
# Every mask needs one of these; most lines of running text have none.
_MASKED = re.compile(r"[0-9@/\[(]|\bwww|\b(?:ago|now|yesterday|today|tomorrow|week|month|year|at)\b|[前刚今昨]")


def without_mail(text: str) -> str:
    """The text without e-mail addresses, which are those of persons."""
    return _MAIL.sub("…", text)


def clean(text: str) -> str:
    """The text as it is shown: compatible forms and white space made one, nothing invisible."""
    plain = text if text.isascii() else _UNSEEN.sub("", _OTHERS.sub(_compatible, text))
    return " ".join(plain.split())


def _compatible(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def narrow(text: str) -> str:
    """The text with Chinese punctuation as its narrow likeness, letter for letter: what patterns are written for."""
    return text.translate(_NARROW)


def key(text: str) -> str:
    """What must be equal for two cleaned lines to say the same; empty for a line that says nothing."""
    line = (text if text.isascii() else narrow(text).translate(_QUOTES)).casefold()
    if len(line) < 80 and _CLOCK_LINE.match(line):
        return "~clock"
    if _MASKED.search(line):
        for pattern, mark, needs in _ASCII_MASKS if line.isascii() else _MASKS:
            if not needs or any(word in line for word in needs):
                line = pattern.sub(mark, line)
    return "".join(line.split()) if any(sign.isalnum() or sign in "#@~" for sign in line) else ""


def undated(text: str) -> str:
    """The key with every calendar date left out."""
    return key(DATE.sub("~date", text.casefold()))
