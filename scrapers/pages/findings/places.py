"""Where a company is, or begins to be."""

import re
from collections.abc import Iterator

from scrapers.pages.findings.spans import Found, tidy

_TOWN = r"[A-Z][\w.'-]+(?:[ -](?:[A-Z][\w.'-]+|de|of|am|upon))*(?:, [A-Z][\w.'-]+(?: [A-Z][\w.'-]+)*)?"
_ORTS = r"[\u4e00-\u9fff]{2,12}?(?:省|市|区|县|州|盟|镇|新区|开发区|高新区)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:[Nn]ew|[Oo]pen(?:s|ed|ing)?|[Ee]stablish(?:es|ed|ing)?|[Ee]xpand(?:s|ed|"
        rf"ing)?)[^.|]{{0,60}}?(?:office|branch|plant|factory|"
        rf"warehouse|data cent(?:er|re)|store|site|facility|headquarters|hub|lab)s?(?: [a-z]+)? (?:in|at|near) "
        rf"(?P<place>{_TOWN})",
        rf"(?:[Hh]eadquarter(?:ed|s)|[Bb]ased|[Oo]ffices?|[Ll]ocated) in (?P<place>{_TOWN})",
        rf"(?:在|于|落户|进驻|入驻|布局)(?P<place>{_ORTS})[^，。；|]{{0,12}}?(?:设立|成立|新设|新建|建立|建成|开设|"
        rf"投产|落成|落户|开业|启用|设有|建设)",
        r"(?:设立|成立|新设(?!立)|新建|开设|落户)(?:了)?(?P<place>[\u4e00-\u9fff]{2,8}?)(?:分公司|子公司|办事处|"
        r"研发中心|工厂|生产基地|总部|门店|仓库|数据中心)",
        r"(?:地址|总部地址|办公地址|公司地址|注册地址|联系地址|Address|"
        r"ADDRESS)\s?[:：]\s?(?P<place>[^|;；。\n]{4,80})",
    )
)


def read(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """Places named as those of the company."""
    for pattern in _PATTERNS:
        for said in pattern.finditer(text):
            yield Found("location", tidy(said["place"]), *said.span("place"))
