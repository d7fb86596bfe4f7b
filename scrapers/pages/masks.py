"""The form of a line in which two captures are compared: without what changes though nobody changed it."""

import re
from itertools import groupby

from scrapers.pages.clocks import DATE, is_clock
from scrapers.pages.letters import plain

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
_WORDS += ("review", "rating", "fork", "vote", "read", "play", "online", "viewing")
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
# Each with the words of which it needs one; the empty word stands in every line.
_MASKS: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), mark, tuple(needs) or ("",))
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
            *("时间", "processed in", "generated in", "rendered in", "load in", "loaded in"),
        ),
    ]
)
# Masks that follow each other and need the same words are looked up together.
_Group = tuple[tuple[str, ...], tuple[tuple[re.Pattern[str], str], ...]]


def _grouped(*, narrow: bool) -> tuple[_Group, ...]:
    """All masks, or those that a line without any Chinese can match."""
    by_needs = groupby(_MASKS, key=lambda each: each[2])
    groups = ((tuple(filter(str.isascii, needs)) if narrow else needs, list(same)) for needs, same in by_needs)
    return tuple((needs, tuple((pattern, mark) for pattern, mark, _ in same)) for needs, same in groups if needs)


_ALL, _ASCII = _grouped(narrow=False), _grouped(narrow=True)
# Every mask needs one of these; most lines of running text have none.
_MASKED = re.compile(r"[0-9@/\[(]|\bwww|\b(?:ago|now|yesterday|today|tomorrow|week|month|year|at)\b|[前刚今昨]")
# A letter or a digit of any script, or what a mask left.
_SAYS = re.compile(r"[^\W_]|[#@~]")


def without_mail(text: str) -> str:
    """The text without e-mail addresses, which are those of persons."""
    return _MAIL.sub("…", text)


def key(text: str) -> str:
    """What must be equal for two cleaned lines to say the same; empty for a line that says nothing."""
    line = plain(text)
    if is_clock(line):
        return "~clock"
    if _MASKED.search(line):
        line = _masked(line)
    return "".join(line.split()) if _SAYS.search(line) else ""


def _masked(line: str) -> str:
    for needs, masks in _ASCII if line.isascii() else _ALL:
        for word in needs:
            if word in line:
                for pattern, mark in masks:
                    line = pattern.sub(mark, line)
                break
    return line


def undated(text: str) -> str:
    """The key with every calendar date left out."""
    return key(DATE.sub("~date", text.casefold()))
