"""The morning list in the terminal."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from history.names import Names
from history.settings import Business
from models.evidence import Evidence, Text
from models.reasons import Reason
from models.today.result import AtRisk, Cause, NewSignal, Person, RegionBelow, Remark, Today, TopEntry
from serving.today.terminal import render
from serving.wording import LANGUAGES, Language

NOW = datetime(2026, 3, 3, 1, tzinfo=UTC)
REP = Person("R1", "王芳")
WHY = Reason("touches", Text("contacts", "跟进"), Text("Three contacts.", "联系了3次。" * 12), "raises", 1.0, 1.2)
NOTICE = Evidence("signals", ("S1",), "news", NOW, NOW, title="[red]设备采购公告")
CAUSE = Cause("load", Text("More leads.", "线索变多了。"), (NOTICE,))


def entry(name: str, value: float | None, reason: Reason | None = None) -> TopEntry:
    """An account."""
    stake = None if value is None else 0.2 * value
    return TopEntry("A-0042", name, "华东", "制造业", REP, 0.2, 0.1, 0.3, "A", "improving", value, False, stake, reason)


TODAY = Today(
    as_of=NOW,
    model="3",
    entity="account",
    horizon_days=7.0,
    simulated=True,
    currency_known=True,
    at_risk_by="value",
    signals_since=datetime(2026, 3, 2, 10, tzinfo=UTC),
    total=600,
    top=(entry("华东精工机械制造股份有限公司", 123_456.0, WHY), entry("B Ltd.", None)),
    at_risk=(
        AtRisk(
            "L7", "A-0042", "B Ltd.", "华东", REP, "报价", NOW, 85_000.0, True, 0.31, 0.225, 7_225.0, (CAUSE, CAUSE)
        ),
    ),
    signals=(NewSignal(NOTICE, "A-0042", "B Ltd.", "华东", REP, ("procurement",), 0.5, 0.2, 2),),
    regions=(
        RegionBelow(
            "华北", date(2026, 2, 23), date(2026, 3, 1), 48, 2, 0.042, 0.24, 0.05, 0.4, Text("It fell.", "下降了。")
        ),
    ),
    remarks=(Remark("regions", "regions-untold", Text("Too few.", "太少。")),),
)


BUSINESS = Business().naming(Names(also={"华东": ["East"]}))


def printed(today: Today, lang: Language) -> str:
    """What is written to a terminal of a hundred columns."""
    out = io.StringIO()
    render(today, lang, Console(file=out, width=100, markup=False), BUSINESS)
    return out.getvalue()


def test_everything_is_said_in_chinese() -> None:
    """All parts, with local times, amounts learned marked, and that it is simulated."""
    text = printed(TODAY, "zh")

    for said in ("模拟数据", "2026年3月3日晨间清单", "600个中的前2个", "~12.3万", "2.47万", "联系了3次。", "A ↗"):
        assert said in text
    assert "31.0% → 22.5%" in text
    assert "B Ltd. · 华东 · 王芳 · 报价 · 8.5万" in text
    assert "2026年3月2日 18:00以来的新动态" in text
    assert "[red]设备采购公告 （另有2条相同）" in text
    assert "03-03 09:00" in text
    assert "▼ 下降了。" in text
    assert "• 太少。" in text


def test_everything_is_said_in_english() -> None:
    """No Chinese but what the history itself says and has no English name for."""
    text = printed(TODAY, "en")

    assert "Simulated data" in text
    assert "To call first, by expected value at stake (2 of 600, purchases within 7 days)" in text
    own = {"华东精工机械制造股份有限公司", "王芳", "报价", "设备采购公告"}
    assert set(re.findall(r"[\u4e00-\u9fff]+", text)) <= own


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_fits_a_hundred_columns_and_loses_nothing(lang: Language) -> None:
    """Long lines go on in the next one."""
    text = printed(TODAY, lang)

    assert max(cell_len(line) for line in text.splitlines()) <= 100
    assert "…" not in text
    assert getattr(WHY.text, lang) in re.sub(r"\s*\n\s*", "", text)


def test_without_amounts_there_are_no_columns_for_them() -> None:
    """And the heading says what the order is by."""
    bare = replace(TODAY, currency_known=False, top=(entry("A Ltd.", None),), simulated=False)

    text = printed(bare, "en")

    assert "by chance" in text
    assert "At stake" not in text
    assert "Simulated" not in text


def test_empty_parts_have_their_heading_and_why() -> None:
    """Nothing else."""
    said = Remark("at_risk", "no-falls", Text("None fell.", "没有下降。"))
    text = printed(replace(TODAY, top=(), at_risk=(), signals=(), regions=(), remarks=(said,)), "en")

    assert "Most at risk" in text
    assert "• None fell." in text
    assert "A-0042" not in text
