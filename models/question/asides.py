"""What a question asks besides its plan, and every answer tells: how many wins, where to send leads, who copes."""

import re

from models.question.reading import GAP, NAME, Reading
from models.question.terms import SELLER_ZH

_MANY = r"(?:几|多少)\s*[个单条笔成人]?"
_GAIN_ZH = r"(?:金额|收入|营收|业绩|赢单数?|成交(?:数|额|量)?|赢率|成交率|转化率|单子|订单)"
_COPE_ZH = (
    r"(?:忙得过来|忙不忙得过来|够用|够不够用?|扛得住|顶得住|撑得住|吃得消|接得住|跟得过来|跟得上|受得了|"
    r"消化得了|会不会超负荷|会超负荷)"
)
# Whose result is asked for: no place that the leads are sent to.
_OF = rf"(?:{NAME}(?:地区|大区|区域|区)?(?:的)?)?"
_TEAM = rf"(?:{SELLER_ZH}|团队|我们)?(?:们)?(?:还|能)?"
_WHERE_ZH = r"(?:谁|哪里|哪儿|哪些?(?:区域|地区|大区|销售|人)?|哪个(?:区域|地区|大区|销售|人)|什么地方)"
_ASIDES = (
    rf"{_OF}(?:能|会|可以|将)?(?:多)?(?:带来|赢下?|成交|产生|拿下|贡献|有){_MANY}(?:的)?{_GAIN_ZH}?",
    rf"{_OF}{_GAIN_ZH}(?:能|会|可以|将)?(?:增加|提升|提高|上升|涨|多|变化|变|是|有)*(?:{_MANY}|如何|怎么样|怎样|怎么变化?)",
    rf"(?:(?:最|应|该|应该)+|要)?(?:分配|分|投放|投|放|派|给)(?:给|到|在|去)?{_WHERE_ZH}",
    rf"{_OF}{_TEAM}{_COPE_ZH}(?=(?:吗|么|嘛|呢)?\s*(?:[,;。.?!]|$))",
    rf"{_TEAM}{_COPE_ZH}",
    r"(?:是不是|是否|要不要|需不需要|用不用|该不该|需要|还要)(?:再)?(?:招人|加人|增员|招聘|招销售|增加人手|加人手|补人)",
    r"\bhow many (?!\w+ in\b)(?:more |extra |additional )?(?:wins|deals|orders|sales)"
    r"(?: (?:will|would|do|can|could|should) (?:we|i|that|it|they)(?: (?:get|win|see|expect|have|bring|make|close))?)?",
    r"\bhow much (?!\w+ in\b)(?:more |extra |additional )?(?:revenue|money|value|business)"
    r"(?: (?:will|would|do|can|could|should) (?:we|i|that|it|they)(?: (?:get|win|see|expect|have|bring|make))?)?",
    r"\bdo we (?:need|have) (?:to hire|(?:more|extra|additional|enough) (?:reps|people|salespeople|staff))"
    r"(?! (?:in|for)\b)",
    rf"\b(?:can|could|will) (?:the )?{NAME} (?:handle|absorb|manage|cope(?: with)?|take)"
    r"(?: (?:it|that|this|them))?(?=\s*(?:[,;.?!]|$))",
    r"\b(?:can|could|will) (?:we|our (?:reps|team|people)) (?:handle|cope with|absorb|manage) (?:it|that|this|them)\b",
    rf"\b(?:can|could|will) (?=(?:the )?{NAME}|we\b|our\b)(?:(?:our )?(?:reps|team|people))?",
    r"\b(?:handle|cope with|absorb|manage)\b(?= \d)",
)
_ASIDE = re.compile("|".join(_ASIDES), re.IGNORECASE)


def leave_asides(reading: Reading) -> None:
    """Take out what is asked besides the plan."""
    reading.rest = _ASIDE.sub(GAP, reading.rest)
