"""Companies whose services are used, read from lists of sub-processors and from what is said of such lists."""

import re
from collections.abc import Iterator
from itertools import chain

from scrapers.pages.findings.spans import Found, tidy

_LIST = re.compile(
    r"sub-?\s?processors?|(third[- ]party|service) (service )?(providers?|vendors?|processors?|sdks?)|data "
    r"processors?|"
    r"our (vendors|suppliers)|(products|services)/(products|services)|third[- ]part(y|ies)|"
    r"第三方(服务|合作|公司|机构|供应商|插件)?(商|方|清单|列表|目录|信息|共享|名称)*|第三方\s?SDK|SDK\s?(清单|目录|"
    r"列表)|受托(处理)?(方|人)|供应商(名单|清单)|"
    r"(信息|数据)共享清单",
    re.IGNORECASE,
)
_NAME = r"[A-Z0-9][\w&'’+-]*(?:[ .](?:[A-Z0-9][\w&'’+-]*|de|of|and|&))*"
_SAID = re.compile(
    rf"(?:[Aa]dded|[Aa]dding|[Aa]dd|[Ee]ngaged?|[Aa]ppointed) (?P<new>{_NAME})(?: and (?P<also>{_NAME}))? "
    rf"(?:to|as) (?:the |our |a )?(?:list of )?(?:new )?(?:sub-?\s?processors?|vendors?|providers?)|"
    rf"[Rr]eplaced? (?P<old>{_NAME}) (?:with|by) (?P<by>{_NAME})|"
    rf"(?:[Ss]witched|[Mm]igrated|[Mm]oved) (?:from (?P<from>{_NAME}) )?to (?P<to>{_NAME}) (?:as|for) |"
    rf"(?:[Cc]hosen?|[Cc]hoose|[Ss]elect(?:s|ed)) (?P<chosen>{_NAME}) as (?:the |our |its |their |a )?(?:new )?"
    r"(?:[a-z]+ ){0,2}(?:vendor|supplier|partner|provider)\b",
)
_SAID_ZH = re.compile(
    r"(?:选择|选定)(?:了)?(?P<name>[^\s,，。;；:：]{2,30}?)(?:作为|为)[^,，。;；]{0,12}?(?:供应商|服务商|合作伙伴)"
)
_ENTRY = re.compile(rf"^(?P<name>{_NAME}|[\u4e00-\u9fffA-Za-z0-9（）()]{{2,30}}?)(?:, [^|:]{{1,60}})?\s*(?:[:：|]|$)")
_HEAD = re.compile(
    r"^(name|vendor|provider|entity|company|sub-?processors?|service|purpose|名称|公司|服务商|序号|第三方.*)\b", re.I
)
_LABELLED = re.compile(
    r"(?:第三方|SDK|合作方|服务商|供应商|受托方)(?:主体|公司|机构|服务商?)?(?:名称|"
    r"全称)?[:：]\s*(?P<name>[^\s,，。;；|:：]{2,40})"
)


def read(text: str, path: tuple[str, ...]) -> Iterator[Found]:
    """Vendors named in a line, `path` being the headings that it stands under."""
    for said in _SAID.finditer(text):
        for group in ("new", "also", "by", "to", "chosen"):
            if said.group(group):
                yield Found("vendor", tidy(said.group(group)), *said.span(group))
    for said in chain(_LABELLED.finditer(text), _SAID_ZH.finditer(text)):
        yield Found("vendor", tidy(said.group("name")), *said.span("name"))
    if any(_LIST.search(heading) for heading in path[-2:]) and len(text) < 400:
        entry = _ENTRY.match(text)
        if entry and not _HEAD.match(text) and _is_name(tidy(entry.group("name")), text):
            yield Found("vendor", tidy(entry.group("name")), *entry.span("name"))


def _is_name(name: str, text: str) -> bool:
    """An entry of a list is a name, alone or before its row or colon; a sentence is not."""
    return 2 <= len(name) <= 40 and (len(text) <= 60 or "|" in text or ":" in text[:60] or "：" in text[:60])
