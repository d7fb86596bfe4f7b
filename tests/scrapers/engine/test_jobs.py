"""A job board, seen through the whole collector."""

import json

import pytest
import sqlalchemy as sa

from scrapers.ledger.tables import POSTINGS


def page(*titles):
    """A careers page that marks up these jobs."""
    jobs = [{"@type": "JobPosting", "title": title, "identifier": title} for title in titles]
    return f'<html><body><script type="application/ld+json">{json.dumps(jobs)}</script></body></html>'.encode()


def states(bench):
    """Which postings are open, by title."""
    with bench.ledger() as ledger, ledger.reading() as connection:
        return {row.title: row.closed_at is None for row in connection.execute(sa.select(POSTINGS))}


@pytest.mark.slow
def test_a_board_that_is_gone_closes_its_jobs_at_once(site, anywhere, reply):
    """After 404 or 410 no job is open; a refusal closes none."""
    site.pages["/jobs"] = [reply(page("Buyer", "Welder")), reply(status=403), reply(status=410)]
    anywhere.add((site.url("/jobs"), "careers"))
    seen = []
    for _ in range(3):
        anywhere.run()
        seen.append(states(anywhere))

    assert [{"Buyer": True, "Welder": True}] * 2 == seen[:2]
    assert {"Buyer": False, "Welder": False} == seen[2]


@pytest.mark.slow
def test_a_board_that_returns_as_it_was_is_no_news(site, anywhere, reply):
    """Its jobs are open again and none is told as new, though the server still has the page that it had."""
    listed = reply(page("Buyer", "Welder"), etag='"1"')
    site.pages["/jobs"] = [listed, reply(status=404), listed]
    anywhere.add((site.url("/jobs"), "careers"))
    for _ in range(3):
        anywhere.run()

    assert {"Buyer": True, "Welder": True} == states(anywhere)
    assert [] == anywhere.signals()
