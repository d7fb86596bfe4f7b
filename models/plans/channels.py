"""Ways to reach people, and which of them the kinds of activities in a CRM are."""

from models.evidence import Text

CHANNELS: dict[str, Text] = {
    "phone": Text("phone", "电话"),
    "email": Text("e-mail", "邮件"),
    "meeting": Text("meeting", "会面"),
    "video": Text("video call", "视频会议"),
    "demo": Text("demo", "产品演示"),
    "visit": Text("on-site visit", "上门拜访"),
    "event": Text("event or webinar", "活动或线上研讨"),
    "wechat": Text("WeChat", "企业微信"),
}
ROLES: dict[str, Text] = {
    "buyer": Text("buyer", "采购负责人"),
    "technical": Text("technical lead", "技术负责人"),
    "user": Text("day-to-day user", "实际使用者"),
    "executive": Text("executive", "高层决策者"),
    "finance": Text("finance", "财务负责人"),
    "contact": Text("your contact", "现有联系人"),
    "champion": Text("your internal champion", "内部支持者"),
    "operations": Text("operations lead", "业务运营负责人"),
    "hr": Text("HR lead", "人力资源负责人"),
}
# What only people of some countries use, and what others use instead.
ELSEWHERE: dict[str, tuple[frozenset[str], str]] = {"wechat": (frozenset({"CN", "HK", "MO"}), "email")}
QUOTE = "quote"
WEB = "web"

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "phone": ("call", "phone", "phone_call", "telephone", "电话", "致电", "通话"),
    "email": ("email", "e-mail", "mail", "邮件", "电子邮件"),
    "meeting": ("meeting", "会议", "会面", "面谈"),
    "video": ("video", "video_call", "视频会议", "线上会议"),
    "demo": ("demo", "demonstration", "演示", "产品演示"),
    "visit": ("site_visit", "visit", "on_site_visit", "拜访", "上门拜访", "现场拜访"),
    "event": ("event", "webinar", "trade_fair", "exhibition", "活动", "研讨会", "展会"),
    "wechat": ("wechat", "wecom", "微信", "企业微信"),
    QUOTE: ("quote", "quotation", "proposal", "报价", "方案"),
    WEB: ("web_visit", "page_view", "网页访问"),
}
KINDS: dict[str, str] = {spelling: channel for channel, spellings in _SPELLINGS.items() for spelling in spellings}


def channel_in(country: str, channel: str) -> str:
    """The channel, or the one that stands for it in a country (ISO 3166) where it is not used."""
    countries, instead = ELSEWHERE.get(channel, (frozenset({country}), channel))
    return channel if country in countries else instead
