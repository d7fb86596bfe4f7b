"""The phrases by which reps join, leave or move, in Chinese and English, as patterns over a reading."""

import re

from models.question.numbers import NUMBER
from models.question.reading import COUNT, NAME, REPS, TIME
from models.question.terms import SELLER_EN, SELLER_ZH

FEWER = re.compile(r"\b(?:fewer|less)\b", re.IGNORECASE)
# A number of reps: the number is `n`, `p` or `q`.
COUNTED = (
    rf"(?P<n>{NUMBER})\s*[名个位]?\s*(?:新的?)?{SELLER_ZH}|(?P<p>{NUMBER})\s*[名个位]?\s*新?人(?!均)|(?P<s>{SELLER_ZH}\s*(?P<verb>增加|减少)\s*(?P<q>{NUMBER})\s*[名个位]?人?)",
    rf"\b(?P<n>{NUMBER}|an?|another)\s+"
    rf"(?:(?:more|new|extra|additional|fewer|less|further|of our|of the)\s+)*{SELLER_EN}",
)
# A time between the place and what happens there.
_MEANWHILE = rf"(?:\s*(?:从|自|在)?(?P<meanwhile>{TIME})\s*)?"
_PLACE = (
    rf"(?:\s*(?:the )?(?P<at>{NAME})(?:地区|大区|区域|区|团队|的|\s*(?:region|area|territory|team)\b)?{_MEANWHILE})"
)
_INTO = r"(?:调往|调到|调去|调至|调入|去|到|往|至|给|支援|前往)+"
_SHIFT = r"(?:借调|抽调|调动|调派|调配|调拨|调|转移|转|派|抽|支援|挪|借)(?:走|出)?"
# When, said before a change, and after it; the time of a clause of its own that tells a number of leads is theirs.
WHEN = rf"(?:(?P<since>{TIME})\s*(?P<comma>,)?\s*(?:在|给)?\s*)?"
THEN = rf"(?:\s*(?:,\s*(?!{TIME}[^,;。.|]*{COUNT}))?(?P<then>{TIME})(?:到岗|入职|上岗|报到)?)?"
_VERB_EN = (
    r"(?:mov(?:e|es|ed|ing)|transfer(?:s|red|ring)?|shift(?:s|ed|ing)?|relocat(?:e|es|ed|ing)|"
    r"reassign(?:s|ed|ing)?|send(?:s|ing)?)"
)
_FROM_ZH = rf"(?P<from>{NAME})(?:地区|大区|区域|区|的)*{_MEANWHILE}\s*"
_TO_ZH = rf"\s*(?P<to>{NAME})(?:地区|大区|区域|区)?"
_FROM_EN, _TO_EN = rf"\s+(?:from|out of)\s+(?:the\s+)?(?P<from>{NAME})", rf"\s+(?:in)?to\s+(?:the\s+)?(?P<to>{NAME})"
# Reps `r` that go from one region to another.
MOVES = (
    rf"(?:从|由|将|把)?\s*{_FROM_ZH}{_SHIFT}\s*(?P<r>{REPS})\s*{_INTO}{_TO_ZH}",
    rf"(?:将|把|{_SHIFT})*\s*(?P<r>{REPS})[\s(]*(?:从|由)\s*{_FROM_ZH}(?:{_SHIFT}|{_INTO})+{_TO_ZH}",
    rf"(?:将|把|{_SHIFT})*\s*{_FROM_ZH}(?P<r>{REPS})\s*(?:{_SHIFT}|{_INTO})+{_TO_ZH}",
    rf"(?:从|由)\s*{_FROM_ZH}{_SHIFT}?{_INTO}{_TO_ZH}\s*(?P<r>{REPS})",
    rf"(?:\b{_VERB_EN}\s+)?(?P<r>{REPS})(?:\s+(?:will )?(?:{_VERB_EN}|go|goes))?{_FROM_EN}{_TO_EN}",
    rf"(?:\b{_VERB_EN}\s+)?(?P<r>{REPS})(?:\s+(?:will )?(?:{_VERB_EN}|go|goes))?{_TO_EN}{_FROM_EN}",
)
_END = rf"(?=\s*(?:$|[,;。.?!|]|{TIME}))"
# Reps `r` that go, but not from where, or not where to.
HALF_MOVES = (
    rf"(?!派|支援){_SHIFT}\s*(?P<r>{REPS})(?:\s*{_INTO}{_TO_ZH})?{_END}",
    rf"\b{_VERB_EN}\s+(?P<r>{REPS})(?:{_TO_EN}|{_FROM_EN})?{_END}",
)
# What goes on after a move, but not from where.
_GOES_ON = r"\|\s*(?:、|和|及|以及|,?\s*and\b)\s*"
MORE_MOVES = (
    rf"{_GOES_ON}(?P<r>{REPS})\s*{_INTO}{_TO_ZH}{_END}",
    rf"{_GOES_ON}(?P<r>{REPS})\s*{_TO_EN}{_END}",
)
_GONE_ZH = r"(?:走掉?|减少|裁掉?|裁减|裁员|离职|少|流失|撤走?|调走|减|减掉)了?"
_GOES_ZH = r"(?:要|会|将)?(?:离职|离开|走|退休|辞职|被裁|休假|请假)(?:了|掉)?"
_GOES_EN = (
    r"(?:will )?(?:leav(?:e|es|ing)|quits?|quitting|resigns?|resigning|retir(?:e|es|ing)|depart(?:s|ing)?|go away)\b"
)
_LOSE_EN = r"(?:los(?:e|es|ing)|remov(?:e|es|ing)|cut(?:s|ting)?|drop(?:s|ping)?|minus|lay(?:ing)? off)"
# Reps `r` that leave, with the region `at` where it is said.
LEAVES = (
    rf"(?:{_PLACE}\s*)?(?:再|有|又|将|会)?{_GONE_ZH}\s*(?P<r>{REPS})",
    rf"(?:{_PLACE}\s*)?(?:有|将有|的)?\s*(?P<r>{REPS})\s*{_GOES_ZH}",
    rf"{_PLACE}\s+(?:will )?{_LOSE_EN}\s+(?P<r>{REPS})",
    rf"(?:with\s+)?(?P<r>{REPS})\s+{_GOES_EN}(?:\s+(?:in|from)?{_PLACE})?",
    rf"\b{_LOSE_EN}\s+(?P<r>{REPS})(?:\s+(?:in|from)\s*{_PLACE})?",
)
_COME_ZH = r"(?:再|又|各)?(?:新增加?|增加|增派|增配|增员|增|招聘|招募|再招|招|加派|加|多|补充|补|来|入职|配|派)?(?:了)?"
_JOIN_EN = r"(?:will )?(?:join(?:s|ing)?|start(?:s|ing)?|come|arriv(?:e|es|ing))"
_GETS_EN = r"(?:gets?|getting|hires?|adds?|gains?|has|with|receives?|plus)"
_LIST = rf"{NAME}(?:(?:地区|大区|区域|区|\s|,|、|和|与|\band\b|\bboth\b)*{NAME})*"
# Reps `r` that join each of several regions.
EACHES = (
    rf"(?P<each>{_LIST}){_MEANWHILE}(?:各自?|都){_COME_ZH}\s*(?P<r>{REPS})",
    rf"(?=[^,;.|]*\bboth\b)(?:\bboth\s+(?:the\s+)?)?(?P<each>{_LIST})(?:\s+both)?\s+(?:will\s+)?{_GETS_EN}\s+(?P<r>{REPS})",
    rf"(?:\b(?:add|hire|get|recruit)\s+)?(?P<r>{REPS})\s+(?:each|apiece)\s+(?:in|for|to)\s+(?:the )?(?P<each>{_LIST})",
    rf"(?:\b(?:add|hire|get|recruit)\s+)?(?P<r>{REPS})\s+(?:in|for|to) each of\s+(?:the )?(?P<each>{_LIST})",
)
# Reps `r` that join, with the region `at` where it is said.
JOINS = (
    rf"(?:给|在|为)?{_PLACE}\s*(?:团队)?{_COME_ZH}\s*(?P<r>{REPS})(?:加入|入职|到岗|上岗)?(?!\s+(?:in|for|to)\b)",
    rf"{_PLACE}\s+(?:will )?{_GETS_EN}\s+(?P<r>{REPS})(?!\s+in\b)",
    rf"(?:\b(?:add|adding|hire|hiring|get|getting|recruit|recruiting|with|plus)\s+)?(?P<r>{REPS})(?:\s+{_JOIN_EN})?(?:\s+(?:in|to|for|at|into)?{_PLACE})",
    rf"(?:{_COME_ZH})(?P<r>{REPS})\s*(?:加入|入职|到岗|派到|分到|去|到)*{_PLACE}",
    rf"(?:{_COME_ZH}|\b(?:add|adding|hire|hiring|get|getting|recruit|recruiting|with|plus)\s+)(?P<r>{REPS})\s*(?:加入|入职|到岗|上岗|{_JOIN_EN}\b)?",
)
# Words without which a number of reps may say how many there are.
NEW = re.compile(
    r"[新增加招多来补派配]|入职|到岗|\b(?:new|more|fewer|less|extra|additional|another|further|plus|join|start|com|arriv|add|"
    r"hir|get|gain|receiv|recruit)",
    re.IGNORECASE,
)
