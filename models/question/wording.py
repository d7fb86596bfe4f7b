"""The words of a question that carry no meaning of their own, and the ones that its grammar reads."""

import re
from collections.abc import Iterator

from models.question.reading import SHARE, TOKEN, Reading

_FILLER_ZH = (
    "老板说|领导说|我|咋办|咋样|怎么办|呗|突然|忽然|市场部|投放|投|需要|举办|办一场|做一场|办一次|做一次|参加|活动|如果|假如|假设|要是|倘若|若|我们|咱们|会怎么样|会怎样|怎么样|怎样|会如何|如何|会发生什么|将会|会|将|新增加|新增|增加|再来|"
    "多来|来自于|来自|来了|来|新的|新|多|加|有|的|其中|占比|占|分布|在|线索|商机|潜客|和|以及|及|与|并且|并|同时|到|"
    "呢|吗|呀|啊|情况|结果|影响|对|赢单|赢率|成交|概率|转化率|区域|地区|大区|区|行业|为|是|每周|带来|进来|进入|进|预测|请问|请|"
    "帮我|看看|看|一下|什么|大概|大约|约|左右|另外|还有|还|再|也|额外|通过|从|由|里|中|内|期间|渠道|来源|产品|客户|企业|公司|"
    "其余|剩下|剩余|余下|全国|分给|分到|整|先|一场|一次|其他都|都|全部|全是|全|总共|一共|共|共计|合计|计划|打算|准备|想|要|让|把|给|那么|那|这|了|条|个|想知道|"
    "将近|接近|近|差不多|大致|估计|预计|预期|总体|整体|安排|情形|下|时|方面|市场|销售线索|起|开始|后"
)
_FILLER_EN = (
    "what|what's|happens?|if|would|will|we|i|you|can|could|should|let|let's|say|get|got|gets|come|comes|came|coming|in|arrive|"
    "arrives|arriving|from|more|extra|additional|further|new|fresh|leads?|opportunities|opps?|prospects?|the|an?|of|with|are|is|to|and|"
    "add|adding|adds|suppose|assume|assuming|imagine|there|be|were|was|effect|impact|on|for|how|does|do|our|win|wins|"
    "probability|rate|rates|region|regions|industry|industries|source|sources|channel|channels|product|products|sector|sectors|"
    "area|areas|territory|territories|them|which|it|that|this|those|these|all|plus|us|show|me|please|bring|"
    "brings|bringing|receive|having|have|has|had|about|around|roughly|during|over|at|sales|rest|remainder|remaining|"
    "go|goes|going|into|also|then|look|like|so|as|via|through|by|while|customers|companies|clients|where|they|their|"
    "total|in total|split|share|mix|spread|across|happen|forecast|plan|planning|expect|expecting|starting|start|"
    "beginning|when|give|giving|only|hi|hello|thanks|thank|either|both|up|make|makes|half of"
)
_GRAMMAR = (
    "未来接下来今后连续为期下周下下周本周下个月本月星期礼拜季度今年明年年底月底天周月日号起开始之前之后以前以后前后到至从每天每月每周"
    "展望预测看隔周逐周各周分别再下随后第新增条线索个笔万千百亿半零一二两三四五六七八九十逐步增加逐渐平均均匀销售名位人走离职调到减少招聘加入每位最多跟进在跟上限"
    "小时分钟内首次响应占百分之成 week weeks weekly month months monthly day days "
    "daily quarter year next this today tomorrow "
    "until till before after between starting ramp ramping up gradually evenly horizon ahead look rep reps salespeople "
    "fewer lose loses losing leave leaves leaving move moves moving transfer shift hire hires join joins "
    "at most open per quota cap by other second third fourth following then "
    "respond response first within hours hour minutes minute percent half third "
    "one two three four five six seven eight nine "
    "ten hundred thousand million dozen couple extra more no less than zero january february march april may june july "
    "august september october november december monday tuesday wednesday thursday friday saturday sunday "
    "年月日起连续天新增条线索 区域 行业 来源 产品 增加名销售 减少 从调到 每位销售最多跟进条 小时内首次响应 "
    "展望周 逐周条"
)
# Letters that make numbers and times in any order; of other words' letters names are made: 零售 is none of 零 and 销售.
_COUNTING = "零一二两三四五六七八九十百千万亿半几年月日天周号季度旬初中底末上下本今明每个条名位人第前后内里起"
_LONGEST_FIRST = "|".join(sorted(_FILLER_ZH.split("|"), key=len, reverse=True))
_TOKENS = re.compile(
    rf"(?P<gap>[\W_]|{TOKEN})|(?P<filler>\b(?:{_FILLER_EN})\b(?!')|{_LONGEST_FIRST})|(?P<word>[a-z0-9À-ɏ%.']+|[^\W_])",
    re.I,
)
_WORDS = frozenset(
    word
    for said in re.split(r"[|\s]", f"{_FILLER_EN} {_GRAMMAR}")
    for word in (said.replace("?", ""), re.sub(r".\?", "", said))
)
_MOST_NAMED = 6


def unknown_words(reading: Reading) -> list[str]:
    """What stays when all that carries no meaning of its own is taken away: the first six words, shares of nothing."""
    left = [*_runs(reading.rest), *reading.tokens(SHARE)]
    return list(dict.fromkeys(reading.said(word) for word in left))[:_MOST_NAMED]


def _runs(text: str) -> Iterator[str]:
    """Runs of words without the fillers at their ends; fillers inside one are part of it."""
    run = ""
    held = ""
    for match in [*_TOKENS.finditer(text), None]:
        kind = match.lastgroup if match else "gap"
        if match and kind == "word":
            run, held = run + held + match[0], ""
        elif match and kind == "filler" and run and not match[0].isascii():
            held += match[0]
        elif run:
            yield run.strip(".'")
            run = held = ""
        else:
            held = ""


def is_grammar(name: str) -> bool:
    """Whether `name`, in plain form, is made of words that the grammar reads, so that it cannot stand for itself."""
    pieces = re.findall(r"[a-z']+|[^\W\da-z_]+", name.lower())
    return all(piece in _WORDS or (not piece.isascii() and _in_grammar(piece)) for piece in pieces)


def _in_grammar(piece: str) -> bool:
    return piece in _GRAMMAR or piece in _FILLER_ZH or all(letter in _COUNTING for letter in piece)
