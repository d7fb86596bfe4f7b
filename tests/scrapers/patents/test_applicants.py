"""Whose a patent is: certain where all agrees but the legal form, else possible, or nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.patents.applicants import Accounts, Match, stem

ACCOUNTS = Accounts(
    {
        "A1": "华星轴承有限公司",
        "A2": "Acme Wälzlager GmbH",
        "A3": "Northwind Energy",
        "A4": "IQ Ltd",
        "A5": "Twin Corp",
        "A6": "Twin Inc.",
    },
    aliases={"HUAXING BEARING CO LTD": "A1"},
)


@pytest.mark.parametrize(
    ("applicant", "match"),
    [
        ("华星轴承股份有限公司", Match("A1", "certain")),
        ("华星轴承", Match("A1", "certain")),
        ("ACME WAELZLAGER GMBH", None),
        ("Acme Walzlager AG", Match("A2", "certain")),
        ("ACME WÄLZLAGER GMBH [DE]", Match("A2", "certain")),
        ("Huaxing Bearing Co., Ltd.", Match("A1", "certain")),
        ("Northwind", Match("A3", "possible")),
        ("Northwind Energy Storage B.V.", Match("A3", "possible")),
        ("华星轴承科技有限公司", Match("A1", "possible")),
        ("Northwinds", None),
        ("IQ GmbH", None),
        ("Twin LLC", None),
        ("Somebody Else", None),
        ("", None),
    ],
)
def test_an_applicant_is_an_account(applicant, match):
    """By name, by the table that people keep, by the beginning of a name; never by a short one, nor by one of two."""
    assert match == ACCOUNTS.match(applicant)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("深圳华星轴承（集团）有限公司", "深圳华星轴承"),
        ("Ｓａｎｙｏ Electric Co.,Ltd.", "sanyo electric"),
        ("L.M. Ericsson S.A.", "lm ericsson"),
        ("トヨタ自動車株式会社", "トヨタ自動車"),
        ("Group Ltd", "ltd"),
    ],
)
def test_the_legal_form_is_no_part_of_a_name(name, core):
    """Places and all else stay; where nothing would stay, something does."""
    if name == "Group Ltd":
        assert stem(name)
    else:
        assert core == stem(name)


@given(name=st.text(max_size=30))
def test_any_text_is_somebodys_or_nobodys(name):
    """Never an error."""
    assert ACCOUNTS.match(name) is None or ACCOUNTS.match(name).tier in ("certain", "possible")
