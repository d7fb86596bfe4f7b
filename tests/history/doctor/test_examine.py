"""What all rules find together: in a healthy history, in a spoilt one, and how it is told."""

import json

import pytest

from history.doctor import RULES
from history.doctor.finding import Finding
from history.doctor.texts import TEXTS
from history.tables import TABLES
from tests.history.doctor.business import (
    add,
    call,
    day,
    found,
    order,
)


def test_healthy_history_has_no_findings(tables):
    """
    A history without fault gives no finding.
    """
    assert found(tables) == {}


@pytest.mark.parametrize("name", list(TABLES))
def test_absent_table_is_no_fault(tables, name):
    """
    A table that an export lacks yields at most what follows for training and the sandbox, and never a failure.
    """
    del tables[name]
    expected = {"reps": {"no_region"}, "accounts": {"no_industry"}}

    assert expected.get(name, set()) == set(found(tables))


def test_orders_alone_are_healthy(tables):
    """
    Accounts and orders without leads are a whole history.
    """
    assert found({"accounts": tables["accounts"], "orders": tables["orders"].assign(lead_id=None)}) == {}


def test_errors_come_first_and_all_is_json(tables):
    """
    Findings are sorted by severity and can be written as JSON.
    """
    add(tables, "orders", order(4))
    add(tables, "activities", call(60) | {"activity_id": "C", "happened_at": day(50)})
    tables["accounts"].loc[range(8), "name"] = "未知"
    findings = list(found(tables).values())

    assert [finding.severity for finding in findings] == ["error", "warning", "note"]
    assert findings == [Finding(**json.loads(json.dumps(finding.to_json()))) for finding in findings]


def test_every_rule_has_its_texts():
    """
    Each rule speaks English and Chinese, and nobody else does.
    """
    assert {rule.__name__ for rule in RULES} == set(TEXTS)


def test_examples_are_told_in_a_line_each():
    """
    The first three, with numbers and times for people; what a row is and its id need no name.
    """
    row = {"table": "orders", "id": "O1", "happened": "2025-01-10T16:00:00+08:00", "amount": 1234567.5, "paid": 2e6}
    finding = Finding("overpaid", "error", 9, None, "", "", [row, {"same": "name", "accounts": ["A0", "A1"]}, {}, {}])

    assert [
        "orders, O1, happened 2025-01-10 16:00, amount 1,234,567.5, paid 2,000,000",
        "same name, accounts A0 A1",
        "",
    ] == finding.lines()
