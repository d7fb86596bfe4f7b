"""Rows to store, and what a store holds of accounts."""

import pandas as pd

from history.settings import Business

BUSINESS = Business()


def at(text):
    return pd.Timestamp(text, tz="UTC")


def order(order_id="o1", amount=5.0, recorded="2026-01-02", **more):
    row = {"order_id": order_id, "account_id": "a1", "ordered_at": at("2026-01-01"), "amount": amount}
    return row | {"recorded_at": at(recorded)} | more


def account(region, recorded, account_id="a1", valid_from="2026-01-01"):
    row = {"account_id": account_id, "name": "Acme", "region": region, "valid_from": at(valid_from)}
    return row | {"recorded_at": at(recorded)}


def regions(store):
    """The versions of the accounts as (region, day recorded)."""
    rows = store.read(BUSINESS)["accounts"]
    return [(region, f"{moment:%m-%d}") for region, moment in zip(rows["region"], rows["recorded_at"], strict=True)]
