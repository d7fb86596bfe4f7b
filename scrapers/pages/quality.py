"""Is this capture the page, or something else that was served in its place?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scrapers.pages.blocks import Document
from scrapers.pages.language import wide

Kind = Literal["page", "empty", "error", "blocked", "challenge", "login", "shell", "missing", "parked"]

# Said of a page that is short; each is tried on the title and on the beginning of the text.
_SAID: tuple[tuple[Kind, str], ...] = (
    (
        "challenge",
        r"just a moment|checking (if the site|your browser)|human verification|verify (that )?you are (a )?human|"
        r"are you a "
        r"robot|unusual traffic|attention required|security (check|verification)|enable javascript and cookies|"
        r"captcha|"
        r"安全验证|人机验证|滑动验证|请完成.{0,6}验证|(输入|填写)验证码|验证码拦截|浏览器安全检查|访问(过于|"
        r"太)频繁|异常流量|正在(检查|验证)",
    ),
    (
        "blocked",
        r"access (to this page (has been|is) )?(denied|blocked|forbidden)|forbidden|request (was )?(blocked|"
        r"rejected)|"
        r"you have been blocked|pardon our interruption|blacklist|web filter|filter service|not available in your "
        r"(country|"
        r"region)|too many requests|rate limit|(访问|请求)(被|已被)?(拒绝|拦截|禁止|阻断)|禁止访问|没有权限|无权访问",
    ),
    (
        "missing",
        r"page (is )?(not|n't|no longer|can't be|cannot be|could not be) (found|available|exist)|not found|no longer "
        r"(exists|available)|this page (isn't|is not|doesn't|does not|no longer) (available|exist)|nothing (was "
        r")?found|"
        r"(couldn't|could not|can't|cannot) find (the|that|this) page|(页面|网页|内容|文章|信息|地址|资源|产品|"
        r"栏目)(不存在|找不到|未找到|"
        r"已(被)?删除|已下架|走丢|飞走|丢失)|找不到.{0,8}(页面|网页|内容)|未找到.{0,6}(页面|内容)|"
        r"无法找到.{0,8}(页|资源)|没有找到.{0,8}页",
    ),
    (
        "error",
        r"(unexpected|internal|server|application|fatal|gateway) error|an? .{0,12}error (has )?occurred|bad "
        r"gateway|service "
        r"(temporarily )?unavailable|gateway time-?out|something went wrong|temporarily (unavailable|down)|under "
        r"maintenance|be (right )?back soon|error establishing|try (again|reloading)|服务器(内部)?(错误|异常|繁忙|"
        r"开小差)|系统(错误|"
        r"异常|繁忙|维护|升级)|网站?(正在)?维护|(网络|访问|页面|程序|运行)(出错|异常|错误)|稍后再?(试|访问)|出错了|"
        r"数据库连接",
    ),
    (
        "parked",
        r"domain (is|may be) for sale|buy this domain|parked (free|domain)|domain (has )?expired|welcome to nginx|"
        r"apache2? .{0,20}"
        r"default page|it works!|index of /|域名.{0,8}(过期|出售|转让|停放)|未(进行)?备案|网站(已)?(关闭|停止|"
        r"暂停)|站点(已暂停|不存在|创建成功)",
    ),
    (
        "login",
        r"(please |you (must|need to) )?(log ?in|sign ?in) (to|required|with your)|login required|session (has "
        r")?expired|请(先)?登[录陆]|"
        r"登[录陆](后|才能|以)|用户登[录陆]|账号登[录陆]|统一身份认证",
    ),
)
# A bare number may count anything; these stand where a server puts its own.
_CODES: tuple[tuple[Kind, str], ...] = (("blocked", "403|405|429"), ("missing", "404|410"), ("error", "50[0234]"))
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        *_SAID,
        *(
            (kind, rf"^\W*(?:{code})\b|\b(?:{code}) ?(?:error|页|错误)|(?:error|http|错误)[ :]*(?:{code})\b")
            for kind, code in _CODES
        ),
    )
)
_STATUSES: dict[int, Kind] = {
    401: "login",
    403: "blocked",
    404: "missing",
    405: "blocked",
    407: "login",
    410: "missing",
}
_STATUSES |= {429: "blocked", 451: "blocked", 503: "error"}
# Letters of a page's own text, a Chinese one for two, below which what it says of itself may be all there is.
_SHORT, _NOTHING = 500, 40


@dataclass(frozen=True)
class Capture:
    """What was captured, and why it is taken for that. Only a `page` is content; `missing` is a true answer as well."""

    kind: Kind
    reason: str = ""

    @property
    def genuine(self) -> bool:
        """Whether the site itself answered about this address, if only that nothing is there."""
        return self.kind in ("page", "missing", "parked", "login")


def judge(document: Document, status: int = 200, headers: Mapping[str, str] | None = None) -> Capture:
    """What this capture is, from the answer and from what it says."""
    text = document.text
    beside = sum(len(block.text) for block in document.blocks) - len(text)
    answered = by_answer(status, headers or {}, document.title, max(len(text) + beside, 1))
    return by_text(document, text, beside) if answered.kind == "page" else answered


def by_answer(status: int, headers: Mapping[str, str], title: str | None, length: int) -> Capture:
    """What the status, the headers and the title tell; `length` is of the body or its text."""
    told = {name.lower(): value.lower() for name, value in headers.items()}
    if told.get("x-amzn-waf-action") or told.get("cf-mitigated"):
        return Capture("challenge", "the server says that it asks for a proof of being human")
    if status >= 400:
        return Capture(_STATUSES.get(status, "error"), f"the server answered {status}")
    if length == 0:
        return Capture("empty", "there is nothing in it")
    for kind, pattern in _PATTERNS:
        if title and length < 5 * _SHORT and (found := pattern.search(title)):
            return Capture(kind, f"its title says {found.group(0)!r}")
    return Capture("page")


def by_text(document: Document, text: str, beside: int) -> Capture:
    """What the page says of itself where it says little."""
    if len(text) < _NOTHING and beside < 300 and document.hidden > 10 * len(text) + 200:
        return Capture("shell", "it has scripts but hardly any text")
    for said in [text] if _weight(text) < _SHORT else _first_section(document):
        for kind, pattern in _PATTERNS:
            if found := pattern.search(said.replace("’", "'")):
                return Capture(kind, f"it says little but {found.group(0)!r}")
    if not document.blocks:
        return Capture("empty", "there is no text in it")
    return Capture("page")


def _weight(text: str) -> int:
    return len(text) + wide(text)


def _first_section(document: Document) -> list[str]:
    """The first heading of the page where little stands under it; error pages often keep the site's other parts."""
    headings = [block for block in document.main if block.kind == "heading"]
    if not headings or len(headings[0].text) > 60:
        return []
    under = sum(len(block.text) for block in document.main if block.path[-1:] == (headings[0].text,))
    return [headings[0].text] if under < 200 else []
