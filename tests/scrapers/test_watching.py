"""What is put on the watch list."""

import pytest

from scrapers.watching import websites_in


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_may_be_parted_as_spreadsheets_do(sign, tmp_path):
    """Commas, semicolons and tabs part columns; what else is in the table is left aside."""
    file = tmp_path / "websites.csv"
    rows = (("account_id", "note", "website"), ("A1", "x", "https://one.example"), ("A2", "y", "two.example"))
    file.write_text("\n".join(sign.join(row) for row in rows), encoding="utf-8")

    assert [("A1", "https://one.example"), ("A2", "two.example")] == list(websites_in(file))
