"""What a job is for and how senior it is, told from its title in Chinese or English."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """`function` is a key of `FUNCTIONS`, `level` one of `LEVELS`; None where the title names none."""

    function: str | None
    level: str | None


def _any(english: str, chinese: str) -> re.Pattern[str]:
    """Any of the words: English at the edge of a word (Chinese letters have none), Chinese anywhere."""
    return re.compile(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}", re.I)


# The first that fits counts, so what is more special stands first.
FUNCTIONS = {
    "procurement": _any(r"procure\w*|purchas\w*|buyers?|sourcing|category managers?", "采购|供应商管理|招采"),
    "data": _any(r"data|analytics?|machine learning|ml|ai|business intelligence|bi", "数据|算法|人工智能|机器学习"),
    "security": _any(r"(?:cyber|information |it )?security|infosec|soc analyst", "安全工程|信息安全|网络安全"),
    "it": _any(
        r"software|developers?|devops|sre|front.?end|back.?end|full.?stack|java|python|android|ios|cloud|it|sysadmin|"
        r"system administrators?|architects?|erp|sap|network|qa|test(?:ing)? engineers?",
        "软件|开发|前端|后端|架构师|运维|测试|信息化|程序员|系统管理|IT|ERP|Java",
    ),
    "sales": _any(
        r"sales|account (?:executives?|managers?)|business development|bdr|sdr|customer success|pre.?sales",
        "销售|商务|客户经理|大客户|渠道|售前|业务员",
    ),
    "marketing": _any(
        r"marketing|brand|content|seo|growth|communications?|pr|copywriters?|writers?",
        "市场|品牌|推广|运营|文案|公关|新媒体",
    ),
    "research": _any(r"research\w*|scientists?|r&d|laborator\w*|chemists?|formulation", "研发|研究|科学家|实验|博士后"),
    "production": _any(
        r"production|manufactur\w*|plant|process engineers?|mechanical|electrical|quality|maintenance|technicians?|"
        r"operators?|cnc|welders?",
        "生产|制造|工艺|机械|电气|质量|设备|技工|操作工|品质|焊工|数控|车间",
    ),
    "logistics": _any(
        r"logistics?|supply chain|warehouse|drivers?|fleet|import|export", "物流|供应链|仓储|仓库|司机|配送|外贸|报关"
    ),
    "finance": _any(
        r"financ\w*|account(?:ants?|ing)|controllers?|audit\w*|tax|treasury|payroll|pricing",
        "财务|会计|出纳|审计|税务|资金|成本",
    ),
    "legal": _any(r"legal|counsel|lawyers?|attorneys?|compliance|privacy|data protection", "法务|律师|合规|知识产权"),
    "people": _any(r"hr|human resources|recruit\w*|talent|people|learning|training", "人力|人事|招聘|培训|薪酬|行政"),
    "service": _any(
        r"support|customer (?:service|care|experience)|help.?desk|field service|consultants?",
        "客服|售后|技术支持|实施|顾问",
    ),
    "management": _any(r"ceo|coo|general manager|managing director|chief of staff|president", "总经理|总裁|董事|厂长"),
    "engineering": _any(
        r"engineers?|engineering|designers?|product managers?|project managers?", "工程师|设计师|产品经理|项目经理"
    ),
}
LEVELS = {
    "intern": _any(r"intern(?:ship)?s?|trainees?|apprentices?|working student|praktik\w*", "实习|学徒|管培"),
    "head": _any(
        r"chief|c[eftoim]o|vp|vice president|head of|directors?|general manager|president",
        "总监|总经理|首席|总裁|副总|负责人|厂长",
    ),
    "lead": _any(r"lead|manager|supervisor|team leader|principal|staff", "经理|主管|组长|主任|班长"),
    "senior": _any(r"senior|sr|experienced|expert|iii|iv", "高级|资深|专家"),
    "junior": _any(r"junior|jr|entry.?level|graduate|assistant", "初级|助理|应届|专员"),
}
_TITLE = re.compile(r"(?:师|员|经理|总监|主管|助理|专员|顾问|主任|工|代表|编辑|设计|会计|司机|实习生?)(?:[（(].*)?$")


def role_of(title: str) -> Role:
    """The function and level that a title names; None where it names none."""
    return Role(_first(FUNCTIONS, title), _first(LEVELS, title))


def is_title(text: str) -> bool:
    """Whether a line of text reads like the title of a job."""
    return bool(_TITLE.search(text)) or (_first(FUNCTIONS, text) is not None and text[:1].isupper())


def _first(kinds: dict[str, re.Pattern[str]], title: str) -> str | None:
    return next((name for name, words in kinds.items() if words.search(title)), None)
