"""What a digest and an alert say, word for word, in both languages and both forms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from history.names import Names
from models.today import Person
from serving.grades.showing import PHRASES as GRADES
from serving.push.alerts import heading_of, text_of
from serving.push.digest import blocks_of, title_of, whose
from serving.push.facts import Alert
from serving.push.script import PHRASES, Script
from serving.push.settings import PushSettings

ZONE = "Asia/Shanghai"

CHINESE = """
【今天先联系（按预期金额排序）】
• 第1公司 · A 级
  7 天内购买概率 20.0% · 上升 · 预期金额约 2万
  华东 · 王芳
  https://lead.example.com/accounts/A1
• 第2公司 · B 级
  7 天内购买概率 6.0%
  华东 · R2
  https://lead.example.com/accounts/A2

【正在滑落的线索】
• 第1公司 · 方案报价
  30 天赢单概率 40.0% → 20.0%
  华东 · 王芳
  已有9个工作日没有联系。
  https://lead.example.com/accounts/A1

【新动态】
• A1 公司
  轴承采购招标公告
  https://example.com/a_b
  https://lead.example.com/accounts/A1
• A2 公司
  第二则
  https://example.com/a_b
  https://lead.example.com/accounts/A2

【低于自身控制限的区域】
• 华东了结的40条线索中赢单2条。

数据截至 2026年6月30日 10:00 · 模拟数据 · 完整名单 https://lead.example.com/today"""
# Two spaces at the end of a line break it in Markdown.
ENGLISH = """
**Call first (by value at stake)**

- [第1公司](https://lead.example.com/accounts/A1) · grade A__
  20.0% to buy within 7 days · rising · about 20K at stake__
  East China · 王芳
- [第2公司](https://lead.example.com/accounts/A2) · grade B__
  6.0% to buy within 7 days__
  East China · R2

**Slipping**

- [第1公司](https://lead.example.com/accounts/A1) · 方案报价__
  40.0% → 20.0% to be won within 30 days__
  East China · 王芳__
  No touch for 9 working days.
""".replace("__", "  ")


@pytest.fixture
def today(made):
    """A list with something in every part."""
    return made.today(
        top=(made.entry(1), made.entry(2, 0.06, rep=made.li, trend=None, at_stake=None)),
        at_risk=(made.at_risk(),),
        signals=(made.signal(), made.signal("A2", "第二则")),
        regions=(made.below(),),
        simulated=True,
    )


@pytest.mark.parametrize("phrases", [PHRASES, GRADES], ids=["push", "grades"])
def test_both_languages_have_the_same_phrases(phrases):
    """
    None is missing in either.
    """
    assert phrases.keys("en") == phrases.keys("zh")


def test_a_digest_in_chinese_and_plain(today, made):
    """
    For WeCom: no markup, addresses on lines of their own.
    """
    script = Script("zh", False, "https://lead.example.com")

    assert "Leadcast 2026年6月30日：1 个 A 级客户" == title_of(today, script, made.morning, ZONE)
    assert CHINESE == "\n".join(blocks_of(today, script, 2, made.morning, ZONE))


def test_a_digest_in_english_as_markdown(today, made):
    """
    For Slack, mail and the like: names are links.
    """
    script = Script("en", True, "https://lead.example.com/")
    text = "\n".join(blocks_of(today, script, 5, made.morning, ZONE))

    assert "Leadcast, 30 Jun 2026: 1 account graded A" == title_of(today, script, made.morning, ZONE)
    assert text.startswith(ENGLISH)
    assert "  轴承采购招标公告  \n  [source](https://example.com/a_b)\n" in text
    assert text.endswith(
        "Data as of 30 Jun 2026 10:00 · simulated data · [the whole list](https://lead.example.com/today)"
    )


def test_a_morning_without_anything(made):
    """
    It says so, and as of when.
    """
    found = blocks_of(made.today(), Script("zh", False), 5, made.morning, ZONE)

    assert ["今天没有需要先联系的对象。", "\n数据截至 2026年6月30日 10:00"] == found


@pytest.mark.parametrize(("days", "expected"), [(3.9, False), (4, True)])
def test_old_data_are_told_of_first(today, made, days, expected):
    """
    After a long weekend at the latest something should have been recorded.
    """
    first = blocks_of(today, Script("zh", False), 5, made.morning + timedelta(days=days), ZONE)[0]

    assert expected == ("已有 4 天没有新数据" in first)


def test_what_others_wrote_is_no_markup():
    """
    A name or a title sets no link, calls nobody, and stays on its line.
    """
    script = Script("en", True, "https://lead.example.com")
    nasty = "**A** [x](http://evil)\n<!channel> @all `c`"
    text = script.quoted(nasty)

    assert r"\*\*A\*\* \[x\](http://evil) ＜!channel＞ ＠all \`c\`" == text
    assert "https://lead.example.com/accounts/A%2F1%20%29" == script.address("accounts", "A/1 )")
    assert "" == script.outside("javascript:alert(1)")


def test_a_region_is_called_as_readers_know_it():
    """
    In English by an English name, where the settings say one.
    """
    script, rep = Script("en", True, names=Names(also={"华东": ("East_1",)})), Person("R1", "王芳")

    assert r"East\_1 · 王芳" == whose("华东", rep, script)
    assert "华东 · 王芳" == whose("华东", rep, replace(script, language="zh"))
    assert "王芳" == whose(None, rep, script)


def test_long_titles_are_cut():
    """
    A title of a thousand letters takes a line, no page.
    """
    assert 120 == len(Script("zh", False).quoted("招" * 1000))


@pytest.mark.parametrize(
    ("rule", "found", "heading", "expected"),
    [
        (
            "grade",
            "entry",
            "became-a",
            "• 第1公司 · A 级\n  7 天内购买概率 20.0% · 上升 · 预期金额约 2万\n  华东 · 王芳",
        ),
        ("signal", "signal", "tender", "• A1 公司\n  轴承采购招标公告\n  https://example.com/a_b"),
        (
            "risk",
            "at_risk",
            "newly-at-risk",
            "• 第1公司 · 方案报价\n  30 天赢单概率 40.0% → 20.0%\n  华东 · 王芳\n  已有9个工作日没有联系。",
        ),
        ("region", "below", "region-below", "• 华东了结的40条线索中赢单2条。"),
    ],
)
def test_an_alert_says_what_happened_to_whom(made, rule, found, heading, expected):
    """
    One entry, below the heading of its kind.
    """
    thing = made.entry(1) if found == "entry" else getattr(made, found)()
    alert = Alert(rule, "key", thing, None, None)

    assert (heading, expected) == (heading_of(alert, PushSettings()), text_of(alert, made.today(), Script("zh", False)))


def test_a_rise_past_a_set_probability_is_called_one(made):
    """
    It need not be an A.
    """
    assert "rose" == heading_of(Alert("grade", "key", made.entry(1), None, None), PushSettings(probability=0.2))
