"""Jobs in the markup of a page, in the three forms of schema.org, and lists of jobs."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.records import Page, UnreadablePage
from scrapers.sources import listing, markup

JOB = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "采购经理",
    "datePosted": "2026-11-01",
    "validThrough": "2027-02-01T00:00:00Z",
    "identifier": {"@type": "PropertyValue", "value": "P-7"},
    "hiringOrganization": {"@type": "Organization", "name": "华星轴承有限公司"},
    "jobLocation": {"address": {"addressLocality": "苏州", "addressCountry": {"name": "CN"}}},
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "description": "<p>负责采购。</p>",
}
MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Buyer</h1>
<div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<span itemprop="name">Acme</span></div>
<div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><div itemprop="address" itemscope
itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">Graz</span></div></div>
<meta itemprop="datePosted" content="2026-11-01"></div>"""
RDFA = """<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Buyer</h1>
<div property="hiringOrganization" typeof="Organization"><span property="name">Acme</span></div>
<div property="jobLocation" typeof="Place"><div property="address" typeof="PostalAddress">
<span property="addressLocality">Graz</span></div></div><meta property="datePosted" content="2026-11-01"></div>"""


def script(*blocks: str) -> str:
    """A page with these JSON-LD blocks."""
    tags = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head>{tags}</head><body>JobPosting</body></html>"


def test_json_ld_says_it_all(page):
    """Identity, company, place, kinds of employment, day, and an end that may lie ahead."""
    (job,) = markup.parse(page(script(json.dumps(JOB)))).records

    assert ("P-7", "采购经理", "华星轴承有限公司", ("苏州, CN",)) == (
        job.posting_id,
        job.title,
        job.company,
        job.locations,
    )
    assert ("FULL_TIME, CONTRACTOR", "负责采购。") == (job.employment, job.text)
    assert (True, 2027) == (job.published.day_only, job.closes.at.year)


@pytest.mark.parametrize(("form", "body"), [("microdata", MICRODATA), ("rdfa", RDFA)])
def test_other_forms_say_the_same(form, body, page):
    """Microdata and RDFa are read as JSON-LD is."""
    (job,) = markup.parse(page(f"<html><body>{body}</body></html>")).records

    assert ("Buyer", "Acme", ("Graz",), "2026-11-01") == (
        job.title,
        job.company,
        job.locations,
        job.published.at.date().isoformat(),
    ), form


@pytest.mark.parametrize("spoiled", ["", "{", "null", '<!-- {"@type": "Organization"} -->', '[{"@type": 3}]'])
def test_a_spoiled_block_spoils_no_other(spoiled, page):
    """Blocks are read one by one."""
    assert 1 == len(markup.parse(page(script(spoiled, json.dumps(JOB), spoiled))).records)


def test_jobs_within_a_graph_are_found(page):
    """Wherever the job stands in the block."""
    assert 1 == len(markup.parse(page(script(json.dumps({"@graph": [{"@type": "WebPage"}, JOB]})))).records)


def test_a_page_without_jobs_is_no_error(page):
    """There is simply nothing."""
    assert () == markup.parse(page("<html><body>About us</body></html>")).records


def test_a_result_list_in_gbk_is_read(page):
    """Jobs that a Chinese board carries in a script, in GBK whatever the page declares."""
    jobs = [
        {
            "jobid": "1",
            "job_name": "Java开发工程师",
            "company_name": "华星",
            "workarea_text": "上海",
            "issuedate": "2026-11-02 17:11:47",
        }
    ]
    carried = json.dumps({"engine_search_result": jobs}, ensure_ascii=False)
    body = f"<html><script>window.__SEARCH_RESULT__ = {carried}</script></html>"
    (job,) = listing.parse(page(body.encode("gbk"))).records

    assert ("1", "Java开发工程师", ("上海",)) == (job.posting_id, job.title, job.locations)


def test_links_to_jobs_are_jobs(page):
    """Chinese and English titles that lead to a job's address; other links are none."""
    body = (
        '<a href="/zhaopin/12.html">机械工程师</a><a href="/jobs/7/">Senior Buyer</a>'
        '<a href="/news/1">公司新闻</a><a href="/jobs/">All jobs</a><a href="/zhaopin/13.html">下一页</a>'
    )

    assert ["机械工程师", "Senior Buyer"] == [job.title for job in listing.parse(page(body)).records]


def test_a_page_that_lists_none_says_so(page):
    """Where a script fills the list in, the error says what to do."""
    with pytest.raises(UnreadablePage, match="lists no jobs"):
        listing.parse(page("<html><body><div id='app'></div></body></html>"))


@given(body=st.binary(max_size=300))
def test_any_bytes_are_jobs_or_an_unreadable_page(body):
    """Never another exception."""
    made = Page("https://a.example/", b'<p itemtype typeof="JobPosting">' + body, datetime(2026, 1, 1, tzinfo=UTC))
    markup.parse(made)
    try:
        listing.parse(made)
    except UnreadablePage:
        return
