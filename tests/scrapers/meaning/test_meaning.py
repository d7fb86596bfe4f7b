"""Topics and relevance of signals. The headlines are invented."""

import pytest

from history.errors import UserError
from scrapers.meaning.relevance import Offering, relevance
from scrapers.meaning.taxonomy import Taxonomy

TAXONOMY = Taxonomy.load()
OFFERING = Offering(
    description="工业轴承与预测性维护软件 industrial bearings, predictive maintenance",
    topics={"procurement": 1.0, "expansion": 0.5},
    exclude=("recall",),
)


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("某水厂水泵轴承采购项目招标公告", "procurement"),
        ("Invitation to bid: spare parts for gearboxes", "procurement"),
        ("我公司成功中标城市轨道项目", "customer_win"),
        ("二期工厂正式开工奠基", "expansion"),
        ("Acme breaks ground on new plant near Porto", "expansion"),
        ("Acme opens plant in Graz", "expansion"),
        ("完成B轮融资，老股东跟投", "funding"),
        ("Northwind raised 20 million in its series B", "funding"),
        ("公司在科创板挂牌", "listing"),
        ("Acme acquires a maker of seals", "merger"),
        ("新任董事长履新", "leadership"),
        ("Acme appoints new CIO", "leadership"),
        ("工厂停产，裁员三成", "layoffs"),
        ("SAP ERP系统上线", "digitalisation"),
        ("数据中台建设完成", "cloud_data_ai"),
        ("通过ISO 27001认证", "compliance"),
        ("New bearing series launched at the fair", "product_launch"),
        ("与华东大学共建联合实验室", "partnership"),
        ("Quarterly results: revenue up", "results"),
        ("Insolvency proceedings opened", "distress"),
    ],
)
def test_a_headline_is_about_its_topic(title, topic):
    """In Chinese and in English."""
    assert topic in [about.key for about in TAXONOMY.topics_of(title, None)]


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Neighbours raised concerns about noise", "funding"),
        ("Data acquisition for pumps", "merger"),
        ("领导力培训圆满结束", "leadership"),
        ("新品上市，欢迎选购", "listing"),
        ("Expand all", "expansion"),
        ("The tenderness of steel", "procurement"),
    ],
)
def test_a_word_alone_is_no_topic(title, topic):
    """Nor is a part of a word, or a term in a phrase that means something else."""
    assert topic not in [about.key for about in TAXONOMY.topics_of(title, None)]


def test_a_title_tells_more_than_a_text():
    """And each topic names the terms that told it."""
    (by_title,) = TAXONOMY.topics_of("Tender", None)
    (by_text,) = TAXONOMY.topics_of(None, "We won no tender.")

    assert by_title.score > by_text.score
    assert ("tender",) == by_text.terms


def test_a_user_may_write_another_taxonomy(tmp_path):
    """A file of the same form replaces the topics; one that is wrong says where."""
    own, wrong = tmp_path / "own.toml", tmp_path / "wrong.toml"
    own.write_text('[pumps]\nname_en = "pumps"\nname_zh = "水泵"\nzh = ["水泵"]\n', encoding="utf-8")
    wrong.write_text('[pumps]\nname_en = "pumps"\nwords = ["x"]\n', encoding="utf-8")

    assert ["pumps"] == [about.key for about in Taxonomy.load(own).topics_of("水泵招标", None)]
    with pytest.raises(UserError, match=r"\[pumps\]: name_zh.*words"):
        Taxonomy.load(wrong)


def judged(title):
    """The relevance of a headline."""
    return relevance(title, None, TAXONOMY.topics_of(title, None), OFFERING)


def test_what_has_to_do_with_the_offering_is_relevant():
    """By topics that matter and by shared words, in both languages; all that counted is named."""
    tender, bearing, dinner = map(judged, ("轴承采购招标公告", "Industrial bearings for mills", "Summer party"))

    assert tender.score > bearing.score > dinner.score == 0
    assert {"轴承", "procurement"} <= set(tender.because)


def test_an_excluded_word_ends_it():
    """Whatever else stands there."""
    assert 0 == judged("Tender: recall of bearings").score


def test_without_an_offering_relevance_is_unknown():
    """None, not 0."""
    assert relevance("Tender", None, (), Offering()) is None
