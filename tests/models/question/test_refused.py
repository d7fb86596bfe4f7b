"""Questions that are asked back: the error names the words that it is about, and nothing else escapes."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from history.errors import UserError
from history.names import Names
from models.question import LONGEST_TEXT, Vocabulary, understand
from models.sandbox.plan.scenario import Scenario

TODAY = date(2026, 11, 22)
WORDS = Vocabulary(
    ("华东", "华南", "华北", "North", "South", "Zone One", "unknown", "east", "East"),
    ("制造业", "金融", "Retail"),
    ("广告", "展会", "Ads", "unknown"),
    ("A", "云桌面", "365"),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "线索数量"),
        ("你好", "线索数量.*你好"),
        ("下周会怎么样？", "线索数量"),
        ("hello", "number of leads"),
        ("more leads next week", "number of leads"),
        ("下周新增几百条线索", "几百"),
        ("下周华东100条，每天华南20条", "每天"),
        ("下周线索增加到200条", "增加到200条.*总数"),
        ("leads rise to 200 leads next week", "rise to 200 leads.*in all"),
        ("下周新增12.5条线索", "12.5.*整数"),
        ("下周新增1亿条线索", "100,000,000"),
        ("下周新增上百条线索", "上百条.*确定"),
        ("下周新增200多条线索", "200多条.*确定"),
        ("下周新增十几条线索", "十几条.*确定"),
        ("下周新增至少200条线索", "至少200条线索.*确定"),
        ("下周新增200条以上", "200条以上.*确定"),
        ("下周新增150-200条线索", "150-200条线索.*确定"),
        ("下周新增150条到200条线索", "150条到200条线索.*确定"),
        ("over 200 leads next week", "over 200 leads.*no single number"),
        ("up to 200 leads next week", "up to 200 leads.*no single number"),
        ("200+ leads next week", "200\\+ leads.*no single number"),
        ("between 100 and 150 leads next week", "between 100 and 150 leads.*no single number"),
        ("hundreds of leads next week", "hundreds of leads.*no single number"),
        ("下周新增亿条线索", "亿"),
        ("减少200条线索", "减少"),
        ("200 fewer leads next week", "fewer"),
        ("下周新增-5条线索", "-5"),
        ("下周华东－200条线索", "-200"),
        ("−200 leads next week", "−200"),
        ("下周线索翻倍", "翻倍"),
        ("twice as many leads next week", "twice"),
        ("下周火星新增200条线索", "火星"),
        ("200 leads in Atlantis next week", "Atlantis"),
        ("下周新增200条线索，火星增加两名销售", "火星"),
        ("move two reps from North to Atlantis", "Atlantis"),
        ("200 leads next week, 60% Retial", "Did you mean Retail"),
        ("下周不在华东新增200条线索", "不"),
        ("200 leads next week except in North", "except"),
        ("下周新增200条线索和300条线索", "200条线索.*300条线索"),
        ("200 leads next week and 300 leads", "200 leads.*300 leads"),
        ("华东100条、华南300条，共新增300条线索", "超过总数 300"),
        ("100 leads in North and South, 300 leads in Zone One", "South"),
        ("下周新增200条线索，下个月", "下周.*下个月"),
        ("200 leads next week over the next three weeks", "next week.*next three weeks|next week.*next 3 weeks"),
        ("12月15日到2026年12月1日新增200条", "早于"),
        ("200 leads from 2026-12-15 to 2026-12-01", "ends before it begins"),
        ("2026-02-30新增200条线索", "2026-02-30"),
        ("200 leads on 31 November", "31 November"),
        ("春节前后新增200条线索", "春节前后.*从哪天到哪天"),
        ("200 leads around Spring Festival", "around Spring Festival.*which day"),
        ("每周50条线索", "持续多久"),
        ("50 leads a week", "for how long"),
        ("未来四周每周50条线索，每天10条", "每周.*每天|50条.*10条"),
        ("华东60%、华南60%，下周新增200条线索", "120%.*华东 60%、华南 60%"),
        ("200 leads, 70% Retail and 50% 金融", "120%"),
        ("下周华东60%、华东40%，新增200条线索", "华东.*两个数"),
        ("下周新增200条线索，增加两名销售", "两名销售.*哪个区域"),
        ("200 leads next week, two new reps", "which region.*2 new reps|which region.*two new reps"),
        ("华东有5名销售，下周新增200条线索", "5名销售.*增加还是减少"),
        ("North has 5 reps, 200 leads next week", "join or leave"),
        ("two more reps in North and South", "South"),
        ("下周新增200条线索，平分", "平分"),
        ("下周新增200条线索，平均分给华东", "平均"),
        ("100 leads in both North and South", "100 leads in both North and South.*each"),
        ("抽调2名销售", "抽调2名销售.*从哪个区域调到哪个区域"),
        ("调2个人去华北", "调2个人去华北.*从哪个区域"),
        ("move two reps to North", "to North.*from which region"),
        ("下周新增200条线索，华东、华南、华北3:2", "华东、华南、华北3:2"),
        ("下周广告新增两名销售", "广告.*不是区域"),
        ("下周unknown新增200条线索", "区域、来源"),
        ("200 leads in EAST next week", "may be any of"),
        ("每位销售最多跟30条，每人最多跟40条", "两个在跟上限"),
        ("4小时内响应，响应时间8小时，下周新增200条线索", "两个响应时间"),
        ("200 leads next week, at most 0 open leads per rep", "quota"),
        ("200 leads next week, respond within 3 months", "3 months|respond"),
        ("下周新增200条线索，看60周", "预测周数.*60"),
        ("未来50周新增200条线索", "到达天数.*350"),
        ("200 leads next week, ramping up, spread evenly", "contradict"),
        ("200 leads next week, 60%", "60%"),
        ("下周新增200条线索，占三成", "三成"),
        ("30 leads in the week before Mars Day", "Mars"),
        ("how many wins in North from 200 leads", "many"),
        ("下周新增200条线索，华东60%是制造业", "华东60%是制造业.*全部线索"),
        ("200 leads next week, 60% of the North leads are retail", "share within.*North"),
        ("下周华东制造业200条，华北金融100条", "没有说“华东”"),
        ("200 North retail leads and 100 South 金融 leads next week", "how many leads"),
        ("下周华东100条和制造业50条", "华东 100.*制造业 50.*其中"),
        ("未来四周从华东调2名销售到华北", "未来四周.*一直有效"),
        ("move one rep from North to South for 4 weeks", "for 4 weeks.*last"),
        ("200 leads, up to 60% North", "up to 60%.*no single number"),
        ("200条线索，60%以上来自华东", "60%以上.*确定"),
        ("华东或华北200条", "或"),
        ("下周200条，每人10条", "200条.*10条"),
        ("move 2 reps from North to South and 1 from South to Zone One", "1"),
        ("华东加2名销售，华北加15", "15"),
        ("从华东调2人到华北、1人到华南", "1人到华南.*从哪个区域"),
        ("move 2 reps from North to South and 1 rep to Zone One", "1 rep to Zone One.*from which"),
        ("下周200，300条", "200.*300条"),
        ("下周100条，另外华东50条", "100条.*华东 50.*同一批"),
        ("100 leads next week, plus 50 in North", "100 leads.*North 50.*part of the other"),
        ("下周华东加2", "2"),
        ("100, 200 and 300 leads over the next three weeks", "100.*200"),
        ("下周新增200条线索，预算增加一百万", "预算"),
        ("下周新增200条线索，平均客单价提高到3万", "客单价"),
        ("200 leads next week, and the win rate rises by 5%", "rises"),
    ],
)
def test_what_is_not_understood_is_named(text: str, named: str) -> None:
    """Nothing is guessed: the error says which words it was."""
    with pytest.raises(UserError, match=f"(?s){named}"):
        understand(text, WORDS, TODAY)


PIECES = [
    "新增",
    "和",
    "从",
    "到",
    "至",
    "之前",
    "后",
    "底",
    "每周",
    "各",
    "各区域",
    "平分",
    "3:2",
    "per region",
    "逐步",
    "占",
    "半",
    "万",
    "亿",
    "12月",
    "31日",
    "99年",
    "2027年",
    "2月29日",
    "春节",
    "上半年",
    "Q3",
    "第一周",
    "双十一",
    "周三",
    "first",
    "quarter",
    "year",
    "下周",
    "未来四周",
    "隔周",
    "下下周",
    "第二周",
    "从10条涨到100条",
    "week by week 1 / 2",
    "ramp from 10 to 100",
    "every other week",
    "the week after",
    "both",
    "平均分给",
    "分给",
    "每人",
    "借",
    "wk",
    "each of",
    "三七开",
    "共",
    "两名销售",
    "从华东调",
    "走一个人",
    "来自",
    "每位销售最多跟",
    "小时内响应",
    "以上",
    "至少",
    "能赢多少单",
    "顶得住吗",
    "应该分给谁",
    "多条",
    "up to",
    "看8周",
    "条线索",
    ",",
    ";",
    ":",
    "“",
    "”",
    "%",
    "-",
    ".",
    "100",
    "30%",
    "9999999999",
    "0.1",
    "1e9",
    "a",
    "half",
    "the",
    "of",
    "from",
    "to",
    "in",
    "each",
    "per",
    "and",
    "between",
    "before",
    "after",
    "next",
    "week",
    "december",
    "15",
    "dec",
    "may",
    "2099",
    "two",
    "reps",
    "moves",
    "leads",
    "at",
    "most",
    "hours",
    "respond",
    "within",
    "horizon",
    "gradually",
    "North",
    "Zone",
    "One",
    "unknown",
    "365",
    "A",
    "Ads",
    "制造业",
    "product",
    "region",
]
TYPED = (
    st.text(max_size=80)
    | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)


@given(TYPED)
@example("12月1日到9999年")
@example("29 february 2027 to 31 dec 2099, 1 lead")
@example("\U000f0000\U000f4000 leads\ue000")
@example("9" * LONGEST_TEXT)
@example("未来" + "9" * 400 + "周")
def test_any_text_is_a_scenario_or_an_error_for_its_author(text: str) -> None:
    """Never another exception, whatever is typed."""
    try:
        scenario = understand(text[:LONGEST_TEXT], WORDS, TODAY)
    except UserError:
        return
    assert isinstance(scenario, Scenario)


@pytest.mark.parametrize(
    "piece", [*PIECES, " ", "有", "华东 ", "100 North ", "a ", "1,", "新", "的", "from North to ", "﷽"]
)
def test_the_longest_texts_are_answered(piece: str) -> None:
    """A text of one piece over and over is read in bounded work; were a pattern exponential, this would not end."""
    text = (piece * LONGEST_TEXT)[:LONGEST_TEXT]

    with suppress(UserError):
        assert isinstance(understand(text, WORDS, TODAY), Scenario)


ALSO = Vocabulary(("华北", "华东"), ("制造业",), names=Names(also={"华北": ("North",), "华东": ("East",)}))


@pytest.mark.parametrize(
    ("said", "meant"), [("200 leads in the Nroth", "Did you mean North"), ("下周制早业新增200条", "是不是想说“制造业”")]
)
def test_names_that_were_nearly_said_are_suggested(said: str, meant: str) -> None:
    """A planner who writes English is asked in English words."""
    with pytest.raises(UserError, match=meant):
        understand(said, ALSO, TODAY)


@pytest.mark.parametrize("said", ["last", "fast", "test", "not", "worse"])
def test_short_words_are_no_misspelt_names(said: str) -> None:
    """Last is not East, though three of four letters are alike; an example says what is known instead."""
    with pytest.raises(UserError, match="Known regions: North, East") as refused:
        understand(f"200 leads next week {said}", ALSO, TODAY)

    assert "Did you mean" not in refused.value.hint


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("华北60%、华东60%，下周新增200条线索", "华北 60%、华东 60%。", "North 60%, East 60%."),
        ("华北100条、华东300条，共新增300条线索", "华北 100、华东 300。", "North 100, East 300."),
        ("下周华北60%、华北40%，新增200条线索", "“华北”有两个数", 'for "North"'),
        ("华北100条、华东60%，共200条", "华北, 华东", "North, East"),
    ],
)
def test_each_language_of_an_error_has_its_names(text: str, chinese: str, english: str) -> None:
    """Those that its readers know, whatever the history calls them."""
    with pytest.raises(UserError) as refused:
        understand(text, ALSO, TODAY)

    assert chinese in refused.value.message
    assert english in refused.value.message


def test_longer_texts_are_refused() -> None:
    """So that the work is bounded for every caller."""
    with pytest.raises(UserError, match="500"):
        understand("200 leads " + "very " * 100, WORDS, TODAY)
