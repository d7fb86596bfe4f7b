"""Companies that are in the history twice, or have no name."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.doctor.companies import bare_name, domain
from tests.history.doctor.business import (
    account,
    add,
    found,
    look,
)


@pytest.mark.parametrize("name", ["Ａ机械（股份有限公司）", "a 机械集团有限公司", "A机械 Co., Ltd."])
def test_duplicate_names(tables, name):
    """
    Two spellings of one company name are one company.
    """
    add(tables, "accounts", account(0) | {"account_id": "A99", "name": name, "website": None})
    finding = look("duplicate_accounts", tables)

    assert finding.examples == [{"same": "name", "value": "a机械", "accounts": ["A0", "A99"]}]


def test_duplicate_websites(tables):
    """
    Two accounts with one website are one company, however the address is written.
    """
    add(tables, "accounts", account(0) | {"account_id": "A99", "name": "另一家", "website": "FIRM0.cn"})

    assert look("duplicate_accounts", tables).examples == [
        {"same": "website", "value": "firm0.cn", "accounts": ["A0", "A99"]}
    ]


def test_marketplaces_are_no_duplicates(tables):
    """
    A site that many accounts name is a marketplace, not their own.
    """
    tables["accounts"] = tables["accounts"].assign(website="https://www.1688.com/shop")

    assert found(tables) == {}


def test_placeholder_names(tables):
    """
    A name that many accounts share names nobody, and makes no duplicates.
    """
    tables["accounts"].loc[range(8), "name"] = "未知"

    assert {rule: finding.count for rule, finding in found(tables).items()} == {"placeholder_names": 8}


@given(st.text(alphabet=string.ascii_letters + "上海北京机械电子", min_size=1, max_size=8))
def test_legal_form_does_not_matter(name):
    """
    A company's name is the same with and without its legal form, and in any case.
    """
    assert bare_name(name) == bare_name(f"{name}有限公司") == bare_name(f"{name.upper()} GmbH")


@pytest.mark.parametrize("website", ["http://www.firm.cn/a?b", "firm.cn", "HTTPS://firm.cn:8080", "//firm.cn/"])
def test_domain(website):
    """
    A website's host is read from any usual way to write it.
    """
    assert domain(website) == "firm.cn"


@pytest.mark.parametrize("website", ["", "无", "n/a", "-"])
def test_no_domain(website):
    """
    Text that is no address has no host.
    """
    assert domain(website) is None
