"""Which part of a page an element is: its content, what the whole site shares, or what merely stands beside it."""

import re
from functools import lru_cache
from typing import Literal

from lxml import etree

Region = Literal["main", "site", "aside"]


def words(text: str) -> frozenset[str]:
    """The words of a text, parted by blanks."""
    return frozenset(text.split())


_BY_TAG: dict[str, Region] = {"nav": "site", "footer": "site", "aside": "aside", "dialog": "aside"}
_BY_ROLE: dict[str, Region] = {
    "navigation": "site",
    "contentinfo": "site",
    "menu": "site",
    "menubar": "site",
    "search": "site",
    "complementary": "aside",
    "dialog": "aside",
    "alertdialog": "aside",
    "alert": "aside",
    "status": "aside",
}
# Words that builders of sites put into class names, and for what the whole site shares into ids. An id of anything else
# is often made of the heading of a section, and a policy has sections on sharing, on promotions and on cookies.
_SITE = words("nav navbar navigation menu submenu megamenu footer breadcrumb breadcrumbs topbar")
_NOT_SITE = words("card modal article entry post panel item product price pricing")
_ASIDE = words(
    "modal popup popover tooltip captcha recaptcha related recommend recommended recommendation "
    "recommendations "
    "suggested promo promos promotion advert adverts advertisement ad ads adsense sponsor sponsored newsletter "
    "subscribe share sharing sidebar pager pagination livechat"
)
_CONSENT_TOOLS = words("onetrust cookiebot cookieyes didomi usercentrics iubenda termly osano trustarc klaro")
_CONSENT_WORDS = words("cookie cookies consent gdpr ccpa")
_BANNERS = words(
    "banner bar popup modal confirm consent dialog law overlay wall message notice notification "
    "settings preferences "
    "alert toast box layer prompt"
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# A container with a telling name that holds most of the page's text is the page.
_MOST = 0.5
_RELATED = re.compile(
    r"(related (articles?|posts?|stories|content|news|pages|reading)|you (might|may) (also|be)|recommended|"
    r"read (more|next)|more (from|stories)|popular (posts|articles)|trending|share this|follow us|"
    r"相关(文章|阅读|新闻|推荐|链接|资讯|产品)|推荐(阅读|文章|产品)?|猜你喜欢|热门(文章|新闻|推荐|标签)?|"
    r"为你推荐|大家都在看|友情链接|上一篇|下一篇|扫一扫|分享到)",
    re.IGNORECASE,
)

_PEOPLE = re.compile(
    r"acknowledge?ments?|hall of (fame|thanks)|thanks to|credits|contributors|(our|meet the|the) (team|people)|"
    r"leadership|"
    r"management team|board of directors|authors|致谢|鸣谢|感谢名单|团队(成员|介绍)|管理团队|核心团队|专家团队|"
    r"领导(班子|团队)|董事会|作者",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z][\w.'’-]*(?: |$)){1,4}(?:- .{1,30})?|[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]+)?")
_CONSENT = re.compile(
    r"(accept|allow|reject|decline|refuse|manage|customi[sz]e)\b.{0,40}\bcookies?\b.{0,20}|cookie (settings|"
    r"preferences|"
    r"choices)|(your )?(privacy|cookie) (choices|preferences)|(全部|接受|拒绝|同意|允许|管理).{0,8}cookies?.{0,4}|"
    r"cookies?(设置|偏好设置|管理)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(allow|accept) .{0,30}cookies.{0,40}\?|we (value|respect) your privacy\W*|(this|our) (web ?)?site uses "
    r"cookies\W*|"
    r"(本|我们的?)(网站|站点)(会)?使用\s?cookies?.{0,10}",
    re.IGNORECASE,
)


def names(element: etree._Element, *attributes: str) -> frozenset[str]:
    """The words of an element's class and id, or of the attributes given, in small letters."""
    told = " ".join(element.get(attribute) or "" for attribute in attributes or ("class", "id"))[:400]
    if not told or told.isspace():
        return frozenset()
    return frozenset(word.lower() for word in _WORDS.findall(told))


def region(element: etree._Element, inside: Region, share: float) -> Region:
    """The part that `element` is, standing in a part of the page.

    `share` of the page's text is in it and in all that is marked alike: what a page consists of is no part beside it.
    """
    return _told(element) if inside == "main" and share <= _MOST else inside


def beside(text: str, headings: tuple[str, ...], links: bool) -> bool:
    """Whether a line stands beside the page's content by what it says and by what it stands under.

    That are links to other pages, questions about cookies, and names of persons, which are not collected.
    """
    if len(text) < 60 and _CONSENT.fullmatch(text):
        return True
    asks, related, people = _under(headings)
    return asks or (links and related) or (people and _NAME.fullmatch(text) is not None)


@lru_cache(maxsize=64)
def _under(headings: tuple[str, ...]) -> tuple[bool, bool, bool]:
    """Whether the headings ask about cookies, and the last of them announces links to other pages, or people."""
    # Many lines stand under the same headings.
    heading = headings[-1] if headings else ""
    asks = any(_ASKS.fullmatch(above) for above in headings)
    return asks, is_related(heading), bool(_PEOPLE.search(heading))


def is_related(heading: str) -> bool:
    """Whether a heading says that links to other pages follow."""
    return len(heading) < 50 and _RELATED.match(heading.strip()) is not None


def _told(element: etree._Element) -> Region:
    tag = element.tag
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    if (role := (element.get("role") or "").lower()) in _BY_ROLE:
        return _BY_ROLE[role]
    if tag in ("ul", "ol") and any(
        above.tag == "header" for above in element.iterancestors("header", "article", "main")
    ):
        return "site"
    if tag in ("body", "html", "main", "article", "h1", "h2", "h3", "p"):
        return "main"
    told = names(element)
    if names(element, "class") & _ASIDE or told & _CONSENT_TOOLS or (told & _CONSENT_WORDS and told & _BANNERS):
        return "aside"
    return "site" if told & _SITE and not told & _NOT_SITE else "main"
