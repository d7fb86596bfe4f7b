"""Amounts and payments that cannot be."""

from tests.history.doctor.business import look


def test_overpaid(tables):
    """
    Payments of more than 110 % of the contract are errors; 110 % itself is not.
    """
    tables["orders"].loc[[0, 1], "paid"] = [110.0, 110.5]
    finding = look("overpaid", tables)

    assert (finding.severity, finding.count) == ("error", 1)
    assert finding.examples[0]["paid"] == 110.5


def test_bad_amounts(tables):
    """
    Amounts of zero or less are reported, for orders and for leads; an unknown one is not.
    """
    tables["orders"].loc[[0, 1], "amount"] = [-5.0, float("nan")]
    tables["leads"].loc[0, "value"] = 0.0

    assert look("bad_amounts", tables).count == 2
