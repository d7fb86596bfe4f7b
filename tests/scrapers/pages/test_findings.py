"""Typed things in what a page began to say."""

import pytest

from scrapers.pages.blocks import Block
from scrapers.pages.change import Finding
from scrapers.pages.findings import findings
from scrapers.pages.summary import summary


def told(text: str, *path: str) -> set[tuple[str, str]]:
    return {(found.kind, found.value) for found in findings([Block(text, path=path)], [])}


@pytest.mark.parametrize(
    ("text", "path", "kind", "value"),
    [
        ("Nordmail | E-mail delivery | Sweden", "Sub-processors", "vendor", "Nordmail"),
        ("Traceo: for logging errors and bugs.", "Our sub-processors", "vendor", "Traceo"),
        ("June 2, 2026: Replaced Bugtrap with Traceo in the list of sub-processors.", "", "vendor", "Traceo"),
        ("Added Nordmail to the list of sub-processors.", "", "vendor", "Nordmail"),
        ("星桥推送 | 消息推送 | 设备信息", "第三方SDK清单", "vendor", "星桥推送"),
        ("第三方公司名称：星桥互动股份有限公司", "", "vendor", "星桥互动股份有限公司"),
        ("We moved all services to Kubernetes.", "", "technology", "Kubernetes"),
        ("全部业务系统已迁移到阿里云。", "", "technology", "阿里云"),
        ("Introducing Acme Vision, a camera for labels.", "", "product", "Acme Vision"),
        ("公司正式发布新一代“云桥”工业互联网平台", "", "product", "云桥"),
        ("Pro is $29 per user/month now.", "", "price", "USD 29 / user/month"),
        ("企业版 3,600元/年", "", "price", "CNY 3600 / 年"),
        ("合同金额为 1.2 亿元", "", "price", "CNY 120000000"),
        ("We opened a new office in Porto Alegre, Brazil.", "", "location", "Porto Alegre, Brazil"),
        ("今年新设成都分公司。", "", "location", "成都"),
        ("We have chosen Northwind Cloud as our new vendor for data storage.", "", "vendor", "Northwind Cloud"),
        ("Acme selects Fabrikam as its logistics partner.", "", "vendor", "Fabrikam"),
        ("公司选定云桥信息为新的供应商。", "", "vendor", "云桥信息"),
        ("集团选择了北风云作为核心服务商", "", "vendor", "北风云"),
        ("公司地址：上海市浦东新区星河路 88 号", "", "location", "上海市浦东新区星河路 88 号"),
        ("Certified to ISO/IEC 27001:2022 and SOC 2 Type II.", "", "certification", "ISO/IEC 27001:2022"),
        ("系统通过等保三级测评。", "", "certification", "等保三级测评"),
        ("Over 1,250 employees work for us.", "", "people", "1250"),
        ("现有员工3,200余人", "", "people", "3200"),
        ("拥有1.2万名客户，800多名工程师", "", "people", "800"),
        ("Acme received the Golden Box Award.", "", "award", "Golden Box Award"),
        ("荣获2025年度中国包装百强称号", "", "award", "2025年度中国包装百强"),
        ("市第一医院信息化建设项目中标公告", "", "tender", "中标：市第一医院信息化建设项目"),
        ("Invitation to tender: supply of CNC machines", "", "tender", "招标：supply of CNC machines"),
        (
            "项目名称：机房改造工程；采购人：星河市大数据局；中标人：云桥信息技术有限公司；中标金额：356.8万元",
            "",
            "tender",
            "中标：机房改造工程；采购人：星河市大数据局；中标人：云桥信息技术有限公司；金额：CNY 3568000",
        ),
    ],
)
def test_what_is_read(text, path, kind, value):
    """Each type is read in both languages."""
    assert (kind, value) in told(text, path)


@pytest.mark.parametrize(
    "text",
    [
        "We respect your privacy and take great care of the data that you give us.",
        "采购人：张三；中标人：李四",
        "我们始终坚持以客户为中心的经营理念。",
        "Read more about us in the section below.",
    ],
)
def test_nothing_is_read_where_nothing_is_said(text):
    """Ordinary sentences, and persons, yield nothing."""
    assert set() == told(text, "Privacy")


def test_only_what_is_new_or_gone_is_told():
    """What both the old and the new wording say is not news; what only the old one says is gone."""
    old, new = Block("We use Kafka and Jenkins."), Block("We use Kafka and Redis.")

    assert (
        Finding("technology", "Redis", "We use Kafka and Redis."),
        Finding("technology", "Jenkins", "We use Kafka and Jenkins.", gone=True),
    ) == findings([new], [old])


def test_span_is_the_sentence():
    """The evidence is what was read, not the whole paragraph."""
    found = findings([Block("We are old. Our shop runs on Magento. We are nice.")], [])

    assert ["Our shop runs on Magento."] == [finding.span for finding in found]


def test_summary_is_in_the_language_of_the_page():
    """Typed things come first; without any, the first line is quoted."""
    vendor = Finding("vendor", "星桥推送", "星桥推送")

    assert "隐私政策：新增供应商 星桥推送" == summary("zh", "隐私政策", ["星桥推送"], [], [vendor])
    assert "Privacy: vendor new: Nordmail" == summary("en", "Privacy", ["x"], [], [Finding("vendor", "Nordmail", "x")])
    assert "Terms: no longer says “We ship on Mondays.” (0 added, 1 removed)" == summary(
        "en", "Terms", [], ["We ship on Mondays."], []
    )
    assert 160 >= len(summary("en", "T" * 300, ["a" * 300], [], []))
