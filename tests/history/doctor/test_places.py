"""Leads whose region or industry nobody knows."""

import pandas as pd

from tests.history.doctor.business import BUSINESS, DAYS, look


def test_leads_without_region(tables):
    """
    A lead has a region if any of the settings' sources knows one.
    """
    business = BUSINESS.model_copy(update={"region": ("account.region", "rep.region")})
    tables["reps"].loc[0, "region"] = None
    tables["accounts"]["region"] = pd.Series([f"R{number}" for number in range(10)])
    finding = look("no_region", tables, business)

    assert {example["account_id"] for example in finding.examples} <= {f"A{number}" for number in range(10, 20, 2)}
    assert (finding.severity, finding.count) == ("note", DAYS // 4)


def test_leads_without_industry(tables):
    """
    An industry unknown for most leads is a warning that names where it was looked for.
    """
    tables["accounts"] = tables["accounts"].drop(columns="industry")
    finding = look("no_industry", tables)

    assert (finding.severity, finding.share) == ("warning", 1.0)
    assert "account.industry" in finding.message_en
