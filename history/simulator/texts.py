"""What simulated signals say, in Chinese or English: of buying (`TELLING`) or of nothing in particular (`NEUTRAL`)."""

import json
import re
from dataclasses import dataclass
from typing import Any

Wording = tuple[str, str]


@dataclass(frozen=True)
class Topic:
    """Subjects, and per kind of signal (in the order of `SIGNAL_KINDS`) the titles and texts that speak of them."""

    subjects: tuple[tuple[str, str], ...]
    chinese: tuple[tuple[Wording, ...], ...]
    english: tuple[tuple[Wording, ...], ...]


TELLING = Topic(
    subjects=(
        ("客户管理系统", "customer management system"),
        ("生产管理系统", "production planning system"),
        ("数据中台", "data platform"),
        ("供应链平台", "supply chain platform"),
        ("智能仓储", "automated warehouse"),
        ("信息安全体系", "information security programme"),
    ),
    chinese=(
        (
            (
                "{name}官网发布{subject}采购招标公告",
                "公告称，{name}拟采购{subject}一套，投标截止日期为下月中旬，预算已经批准。",
            ),
            ("{name}上线数字化转型专栏", "{name}介绍了数字化转型规划，{subject}列入今年重点建设项目。"),
            ("{name}公布新厂区扩建计划", "{name}将扩建厂区，配套{subject}同步规划，正在征集供应商方案。"),
        ),
        (
            ("{name}招聘采购经理（{subject}方向）", "负责{subject}的选型、招标与供应商管理，尽快到岗。"),
            ("{name}招聘数字化项目经理", "牵头{subject}上线，协调业务部门与实施供应商。"),
            ("{name}招聘{subject}实施工程师多名", "因业务扩张，{name}新增多个{subject}相关岗位。"),
        ),
        (
            ("一种面向{subject}的数据处理方法", "申请人{name}。本发明公开了一种用于{subject}的数据处理方法及装置。"),
            ("{subject}的接口集成装置", "申请人{name}。涉及{subject}与现有系统的接口集成。"),
        ),
        (
            ("{name}启动{subject}招标", "{name}近日启动{subject}项目招标，计划年内完成上线。"),
            ("{name}完成新一轮融资，将投入{subject}建设", "本轮资金主要用于扩张团队和{subject}建设。"),
            ("{name}加快数字化升级", "负责人表示，{subject}的选型工作已进入供应商比较阶段。"),
        ),
    ),
    english=(
        (
            ("{name} invites tenders for a {subject}", "{name} plans to buy a {subject}. The budget is approved."),
            ("{name} publishes its digitalisation roadmap", "This year's priority of {name} is a {subject}."),
        ),
        (
            ("{name} is hiring a procurement manager", "You will run the tender for our {subject} and manage vendors."),
            ("{name} is hiring engineers for its {subject}", "As we expand, we are filling several positions."),
        ),
        (("Data processing method for a {subject}", "Applicant: {name}. A method and device for a {subject}."),),
        (
            ("{name} opens a tender for a {subject}", "The system is to go live within the year, the company says."),
            ("{name} raises funds to expand", "The money goes into new sites and a {subject}."),
        ),
    ),
)

NEUTRAL = Topic(
    subjects=(
        ("年度总结会", "annual meeting"),
        ("公益活动", "charity day"),
        ("员工培训", "staff training"),
        ("质量管理", "quality management"),
        ("校园开放日", "open day"),
        ("节能降耗", "energy saving"),
    ),
    chinese=(
        (
            ("{name}更新公司简介", "公司简介页面更新，新增{subject}相关图片。"),
            ("{name}举办{subject}", "{name}近日举办{subject}，员工代表参加。"),
            ("{name}更新联系方式", "网站联系页面已更新。"),
        ),
        (
            ("{name}招聘行政专员", "负责日常行政事务，协助组织{subject}。"),
            ("{name}招聘会计", "负责账务处理与报表编制。"),
            ("{name}招聘销售代表", "负责区域客户的拓展与维护。"),
        ),
        (
            ("一种便于拆装的连接结构", "申请人{name}。本实用新型公开了一种便于拆装的连接结构。"),
            ("一种散热外壳", "申请人{name}。涉及一种散热性能良好的外壳。"),
        ),
        (
            ("{name}开展{subject}", "{name}组织开展{subject}，反响良好。"),
            ("{name}获评优秀企业", "{name}凭借在{subject}方面的表现获得表彰。"),
            ("{name}参加行业论坛", "{name}代表在论坛上分享了{subject}的做法。"),
        ),
    ),
    english=(
        (
            ("{name} updates its company profile", "The page has new pictures of the {subject}."),
            ("{name} holds its {subject}", "Colleagues from all departments took part."),
        ),
        (
            ("{name} is hiring an accountant", "You keep the books and prepare reports."),
            ("{name} is hiring an office clerk", "You support the office and help to organise our {subject}."),
        ),
        (("Connecting structure that is easy to dismount", "Applicant: {name}. A utility model for a joint."),),
        (
            ("{name} wins a regional award", "The jury praised the company for its {subject}."),
            ("{name} reports on its {subject}", "The event was well received."),
        ),
    ),
)


# What tells the topics of these wordings, by key of the collector's taxonomy; no company's name is taken for one.
TERMS = {
    "award": ("获评", "award"),
    "cloud_data_ai": ("数据中台", "data platform"),
    "digitalisation": ("上线", "数字化", "digitalisation", "go live"),
    "expansion": ("新厂", "扩建", "expand"),
    "funding": ("轮融资", "raises funds"),
    "hiring": ("招聘", "hiring"),
    "procurement": ("招标", "采购", "投标", "procurement", "tenders", "tender"),
    "security": ("信息安全", "information security"),
    "sustainability": ("节能",),
}
_PATTERNS = {key: re.compile("|".join(terms)) for key, terms in TERMS.items()}


def worded(topic: Topic, kind: int, name: str, english: bool, drawn: tuple[int, int]) -> Wording:
    """Title and text of a signal of that kind; the two numbers drawn pick the wording and the subject."""
    wordings = (topic.english if english else topic.chinese)[kind]
    title, text = wordings[drawn[0] % len(wordings)]
    subject = topic.subjects[drawn[1] % len(topic.subjects)][english]
    return title.format(name=name, subject=subject), text.format(name=name, subject=subject)


def details(title: str, text: str) -> str:
    """The details that the collector writes of such a signal, as JSON: its topics, surest first, and what it quotes."""
    topics = sorted(_topics(title.casefold(), text.casefold()), key=lambda topic: (-topic["score"], topic["key"]))
    meaning = {"topics": topics, "relevance": None}
    return json.dumps({"simulated": True, "meaning": meaning, "evidence": {"span": text}}, ensure_ascii=False)


def _topics(title: str, text: str) -> list[dict[str, Any]]:
    found = []
    for key, pattern in _PATTERNS.items():
        # A term in the title tells as much as two in the text; three are as good as certain.
        weights = dict.fromkeys(pattern.findall(text), 1.0) | dict.fromkeys(pattern.findall(title), 2.0)
        if weights:
            score = round(min(1.0, sum(weights.values()) / 3), 3)
            found.append({"key": key, "score": score, "terms": sorted(weights)})
    return found
