"""Invitations to tender and awards: the project, the buyer, the winner and the amount, as far as the line tells."""

import re
from collections.abc import Iterator

from scrapers.pages.findings.prices import read as read_prices
from scrapers.pages.findings.spans import Found, tidy

_STAGES = (
    (
        "中标",
        r"中标(?:候选人|结果|人)?(?:公示|公告|通知)|成交(?:结果)?(?:公示|公告)|中标(?:了|通知书)|contract award(?: "
        r"notice)?|awarded (?:a|the) contract",
    ),
    (
        "招标",
        r"(?:公开|邀请)?招标(?:公告|公示|文件|预告|项目)|资格预审公告|invitation (?:to|for) (?:bid|tender)s?|"
        r"(?:request|call) for (?:proposals?|tenders?|quotations?|bids)|\bRF[PQ]\b|tender notice|notice inviting "
        r"tenders?",
    ),
    (
        "采购",
        r"(?:竞争性)?(?:磋商|谈判|询价|询比|比选|单一来源)(?:采购)?(?:公告|公示)|采购(?:公告|公示|意向|需求|项目)|"
        r"procurement notice|议标公告",
    ),
)
_STAGE = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _STAGES)
_FIELDS = {
    "项目": re.compile(
        r"(?:项目名称|采购项目|工程名称|标段名称|Project(?: name)?)\s?[:：]\s?(?P<is>[^|;；。,，\n]{3,80})"
    ),
    "采购人": re.compile(
        r"(?:采购人|招标人|采购单位|招标单位|业主(?:单位)?|Buyer|Contracting authority)(?:名称|"
        r"信息)?\s?[:：]\s?(?P<is>[^|;；。,，\s]{3,60})"
    ),
    "中标人": re.compile(
        r"(?:中标人|中标单位|中标供应商|成交供应商|供应商名称|中标候选人|Winner|Supplier|Awarded "
        r"to)(?:名称)?\s?[:：]\s?(?P<is>[^|;；。,，\s]{3,60})"
    ),
}
# A person may buy or win; only organisations are kept.
_ORGANISATION = re.compile(r"公司|集团|局|院|校|学|中心|厂|所|部|会|政府|银行|社|站|厅|委|馆|队|[A-Za-z]{3,}")
_TITLE = re.compile(r"(?:关于)?(?P<is>[^|。;；,，:：\[\]【】]{4,80}?(?:项目|工程|采购|服务|设备|系统|平台)?)(?:的)?$")


def read(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """The tender that a line speaks of, as `中标：项目；采购人：…；中标人：…；金额：CNY …`."""
    stage = next(((name, said) for name, pattern in _STAGE if (said := pattern.search(text))), None)
    fields = {name: tidy(said["is"]) for name, pattern in _FIELDS.items() if (said := pattern.search(text))}
    fields = {name: is_ for name, is_ in fields.items() if name == "项目" or _ORGANISATION.search(is_)}
    if stage is None and len(fields) < 2:
        return
    name, start, end = (
        (stage[0], *stage[1].span()) if stage else ("中标" if "中标人" in fields else "采购", 0, len(text))
    )
    project = fields.pop("项目", None) or _project(text, start, end)
    amounts = [found.value for found in read_prices(text, ())]
    parts = [
        project,
        *(f"{field}：{is_}" for field, is_ in fields.items()),
        *(f"金额：{amount}" for amount in amounts[:1]),
    ]
    if any(parts):
        yield Found("tender", f"{name}：" + "；".join(part for part in parts if part), start, end)


def _project(text: str, start: int, end: int) -> str | None:
    """What stands before the stage in a headline, or behind it after a colon."""
    before = _TITLE.search(text[:start].strip(" :：-【】[]"))
    if before:
        return tidy(before["is"])
    return tidy(re.split(r"[|;；。\n]", text[end:])[0])[:80] or None
