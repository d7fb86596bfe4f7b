"""Products, certificates, numbers of people and awards that a line of a page speaks of."""

import re
from collections.abc import Iterator

from scrapers.pages.findings.spans import Found, tidy

_PROPER = r"[A-Z][\w.+-]*(?: (?:[A-Z0-9][\w.+-]*|for|of|and))*"
_PRODUCTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:[Ii]ntroduc(?:ing|es|ed)|[Ll]aunch(?:ing|es|ed)?|[Aa]nnounc(?:ing|es|ed)|[Uu]nveil(?:s|ed|ing)|"
        rf"[Rr]eleas(?:es|ed|ing)) "
        rf"(?:the |our |its |a )?(?:all-)?(?:new |latest )?(?P<is>{_PROPER})",
        rf"(?P<is>{_PROPER}) is now (?:generally )?available",
        r"(?:正式)?(?:发布|推出|上线|上市|首发|面市)(?:了)?(?:全新|新一代|新款|"
        r"最新)?(?:的)?[「《“\"【](?P<is>[^」》”\"】]{2,30})[」》”\"】]",
        r"(?:正式)?(?:发布|推出|上线|首发)(?:了)?(?:全新|新一代|新款|"
        r"最新)?(?:的)?(?P<is>[\w\u4e00-\u9fff·-]{2,24}?(?:平台|系统|产品|大模型|解决方案|软件|机器人|设备|芯片|云|"
        r"助手))",
        r"[「《“\"【](?P<is>[^」》”\"】]{2,30})[」》”\"】](?:正式)?(?:发布|上线|上市|推出)",
    )
)
_CERTIFICATES = re.compile(
    r"ISO(?:/IEC)?\s?\d{4,5}(?:-\d+)?(?:[:：]\d{4})?|IATF\s?16949|AS\s?9100|SOC\s?[123](?:\s?Type\s?(?:I{1,2}|"
    r"[12]))?|PCI[ -]DSS|"
    r"FedRAMP|HIPAA|TISAX|HITRUST|CSA STAR|CMMI(?:\s?(?:ML|L|Level|级)?\s?[1-5])?|Cyber Essentials(?: Plus)?|"
    r"\bCE (?:mark(?:ing|ed)?|certifi\w+)|\bCE\s?认证|UKCA|\bUL\s?(?:listed|认证)|FCC (?:certified|认证)|RoHS|FDA "
    r"(?:510\(k\)|approv\w+|clear\w+|认证)|"
    r"\bB Corp|CVE Numbering Authority|(?:信息安全)?等(?:级)?保(?:护)?(?:2\.0)?[ ]?(?:[二三四2-4]级)?(?:备案|认证|"
    r"测评)?|(?:国家)?(?:级)?高新技术企业|"
    r"专精特新(?:[“\"]?小巨人[”\"]?)?(?:企业)?|3C\s?认证|CCC\s?认证|知识产权管理体系认证|CNAS(?:\s?认可)?|"
    r"GMP\s?认证|(?:一|二|三|特|甲|乙)级资质|"
    r"ITSS(?:\s?[一二三四]级)?|DCMM(?:\s?[一二三四五]级)?|绿色工厂|医疗器械(?:注册证|经营许可证|生产许可证)"
)
_COUNTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:over|more than|about|around|nearly|approximately|"
        r"some)?\s?(?<!\d)(?P<n>\d[\d,]{0,11})(?P<many>k)?\s?\+?\s?(?:full-time )?(?:employees|staff(?: members)?|"
        r"team members|colleagues|people work|engineers|specialists|professionals)\b",
        r"(?:team|workforce|staff) of (?:over |more than |about |around |nearly )?"
        r"(?P<n>\d[\d,]{0,11})(?P<many>k)?\b",
        r"(?:员工|职工|团队|研发人员|技术人员|工程师|从业人员)(?:总?人?数|规模|共有|总计)?[:：]?\s?(?:已?超过?|"
        r"达到?|约|近|逾|现有|共|为)?\s?(?<!\d)(?P<n>\d[\d,]{0,11})(?P<many>万)?\s?[余多]?\s?[名人位]",
        r"(?<!\d)(?P<n>\d[\d,]{0,11})(?P<many>万)?\s?[余多+]?\s?[名位人]?(?:多名)?(?:员工|职工|工程师|研发人员|技术人员|专业人员)",
    )
)
_AWARDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:荣获|获得|获评|获颁|斩获|入选|上榜|被评为|获授|摘得|喜获)(?:了)?(?P<is>[^，。；|！]{2,50}?(?:奖|称号|"
        r"榜单?|百强|十强|\d+强|荣誉|名单|目录|领导者|示范(?:项目|企业|单位)))",
        r"(?:[Ww](?:on|ins|inner of)|[Rr]eceived|[Aa]warded|[Hh]onou?red with) (?:the |a |an )?(?P<is>(?:\d{4} "
        r")?[A-Z][^.,;|]{2,60}?(?:Award|Prize|Medal|Honou?r)s?)",
        r"[Nn]amed (?:as )?(?:a |an |the |one of )?(?P<is>(?:Leader|Visionary|Challenger|Best|Top|Great "
        r"Place)(?:(?! and )[^.;,|]){2,70})",
    )
)


def read_products(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """Products said to be new."""
    for pattern in _PRODUCTS:
        yield from (Found("product", tidy(said["is"]), *said.span()) for said in pattern.finditer(text))


def read_certifications(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """Certificates, qualifications and rules that the company says it meets."""
    for said in _CERTIFICATES.finditer(text):
        yield Found("certification", " ".join(said.group().split()), *said.span())


def read_counts(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """How many people work there, as a number."""
    for pattern in _COUNTS:
        for said in pattern.finditer(text):
            count = int(said["n"].replace(",", "")[:9]) * {"k": 1_000, "万": 10_000}.get(
                (said["many"] or "").lower(), 1
            )
            if count:
                yield Found("people", str(count), *said.span())


def read_awards(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """Awards won, and lists entered."""
    for pattern in _AWARDS:
        yield from (Found("award", tidy(said["is"]), *said.span()) for said in pattern.finditer(text))
