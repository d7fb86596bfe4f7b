"""One line that says what changed, in the language of the page."""

from collections.abc import Sequence

from scrapers.pages.change import Finding, FindingKind

LONGEST = 160
_NAMES: dict[FindingKind, tuple[str, str]] = {
    "tender": ("招投标", "tender"),
    "vendor": ("供应商", "vendor"),
    "product": ("产品", "product"),
    "technology": ("技术", "technology"),
    "price": ("价格", "price"),
    "location": ("地点", "location"),
    "certification": ("资质认证", "certification"),
    "people": ("人员规模", "people"),
    "award": ("荣誉", "award"),
    "job": ("职位", "job"),
}


def summary(
    language: str, title: str | None, added: Sequence[str], removed: Sequence[str], findings: Sequence[Finding]
) -> str:
    """What came and what went, typed things first, at most 160 characters; `zh` or `en`."""
    chinese = language == "zh"
    told = _typed(findings, chinese) or _quoted(added, removed, chinese)
    line = told if not title else f"{title}：{told}" if chinese else f"{title}: {told}"
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _typed(findings: Sequence[Finding], chinese: bool) -> str:
    parts = []
    for gone in (False, True):
        for kind, names in _NAMES.items():
            values = [finding.value for finding in findings if finding.kind == kind and finding.gone is gone][:3]
            if values and chinese:
                parts.append(f"{'不再提及' if gone else '新增'}{names[0]} {'、'.join(values)}")
            elif values:
                parts.append(f"{names[1]} {'no longer named' if gone else 'new'}: {', '.join(values)}")
    return ("；" if chinese else "; ").join(parts[:4])


def _quoted(added: Sequence[str], removed: Sequence[str], chinese: bool) -> str:
    first = (added or removed or ("",))[0]
    if chinese:
        return f"{'新增' if added else '删除'}“{first[:80]}”（新增 {len(added)} 处，删除 {len(removed)} 处）"
    return f"{'now says' if added else 'no longer says'} “{first[:80]}” ({len(added)} added, {len(removed)} removed)"
