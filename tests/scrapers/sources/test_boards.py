"""Job boards: what their answers say, and that a job which cannot be read costs no other."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.records import Page, Parsed, UnreadablePage

JSON_BOARDS = ("greenhouse", "lever", "ashby", "smartrecruiters", "workable", "recruitee", "teamtailor")
BOARDS = (*JSON_BOARDS, "personio")

GREENHOUSE = {
    "id": 41,
    "title": "Einkäufer  (m/w/d)",
    "absolute_url": "https://job-boards.greenhouse.io/acme/jobs/41",
    "company_name": "Acme Wälzlager",
    "first_published": "2026-10-01T09:00:00-04:00",
    "updated_at": "2026-11-20T09:00:00-04:00",
    "location": {"name": "Graz, AT"},
    "departments": [{"name": "Purchasing"}],
    "content": "&lt;p&gt;Buy &amp;amp; sell.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Steel&lt;/li&gt;&lt;/ul&gt;",
}
LEVER = {
    "id": "a-1",
    "text": "Data Engineer",
    "hostedUrl": "https://jobs.lever.co/acme/a-1",
    "createdAt": 1_790_000_000_000,
    "workplaceType": "remote",
    "categories": {"team": "Platform", "commitment": "Full-time", "allLocations": ["Porto", "Graz"]},
    "descriptionPlain": "Build pipelines.",
}
ASHBY = {
    "id": "u-1",
    "title": "网络安全工程师",
    "jobUrl": "https://jobs.ashbyhq.com/acme/u-1",
    "department": "IT",
    "location": "上海",
    "secondaryLocations": [{"location": "苏州"}],
    "isRemote": False,
    "isListed": True,
    "employmentType": "FullTime",
    "publishedAt": "2026-11-02T01:45:22.580+00:00",
    "descriptionHtml": "<p>守护网络。</p>",
}
SMART = {
    "id": "7439",
    "name": "Buyer",
    "company": {"identifier": "Acme", "name": "Acme SA"},
    "releasedDate": "2026-08-05T11:45:06.679Z",
    "location": {"city": "Porto", "country": "pt", "remote": False},
    "department": {"label": "Purchasing"},
    "typeOfEmployment": {"label": "Full-time"},
    "creator": {"name": "Somebody Private"},
}
WORKABLE = {
    "shortcode": "AB12",
    "title": "Account Executive",
    "url": "https://apply.workable.com/j/AB12",
    "telecommuting": True,
    "published_on": "2026-08-05",
    "employment_type": "Full-time",
    "locations": [{"city": "Graz", "region": "Styria", "country": "Austria"}],
    "description": "<p>Sell bearings.</p>",
}
RECRUITEE = {
    "id": 9,
    "title": "Plant manager",
    "careers_url": "https://acme.recruitee.com/o/plant-manager",
    "company_name": "Acme BV",
    "location": "Eindhoven, Netherlands",
    "published_at": "2026-05-04 09:12:00 UTC",
    "status": "published",
    "description": "<p>Run it.</p>",
    "requirements": "<p>Calm.</p>",
}
TEAMTAILOR = {
    "id": "t-1",
    "title": "Sales Manager",
    "url": "https://career.acme.example/jobs/1",
    "date_published": "2026-02-04T09:26:20+01:00",
    "_jobposting": {
        "@type": "JobPosting",
        "hiringOrganization": {"name": "Acme AB"},
        "jobLocation": [{"address": {"addressLocality": "Malmö", "addressCountry": "SE"}}],
    },
}
PERSONIO = """<?xml version="1.0" encoding="UTF-8"?><workzag-jobs>
<position><id>7</id><office>Wien</office><name>Buchhalter</name><department>Finanzen</department>
<additionalOffices><office>Graz</office></additionalOffices><schedule>full-time</schedule>
<createdAt>2026-03-01T10:00:00+01:00</createdAt>
<jobDescriptions><jobDescription><name>Aufgaben</name><value><![CDATA[<b>Buchen</b>]]></value></jobDescription></jobDescriptions>
</position><position><id>8</id></position></workzag-jobs>"""

ANSWERS = {
    "greenhouse": {"jobs": [GREENHOUSE]},
    "lever": [LEVER],
    "ashby": {"jobs": [ASHBY]},
    "smartrecruiters": {"content": [SMART], "offset": 0, "totalFound": 1},
    "workable": {"name": "Acme Inc", "jobs": [WORKABLE]},
    "recruitee": {"offers": [RECRUITEE]},
    "teamtailor": {"title": "Acme", "items": [TEAMTAILOR]},
    "personio": PERSONIO,
}
EXPECTED = {
    "greenhouse": ("41", "Einkäufer (m/w/d)", "Acme Wälzlager", "Purchasing", ("Graz, AT",), "2026-10-01T13:00", None),
    "lever": ("a-1", "Data Engineer", None, "Platform", ("Porto", "Graz"), "2026-09-21T14:13", True),
    "ashby": ("u-1", "网络安全工程师", None, "IT", ("上海", "苏州"), "2026-11-02T01:45", False),
    "smartrecruiters": ("7439", "Buyer", "Acme SA", "Purchasing", ("Porto, pt",), "2026-08-05T11:45", False),
    "workable": ("AB12", "Account Executive", "Acme Inc", None, ("Graz, Styria, Austria",), "2026-08-05T00:00", True),
    "recruitee": ("9", "Plant manager", "Acme BV", None, ("Eindhoven, Netherlands",), "2026-05-04T09:12", None),
    "teamtailor": ("t-1", "Sales Manager", "Acme AB", None, ("Malmö, SE",), "2026-02-04T08:26", None),
    "personio": ("7", "Buchhalter", None, "Finanzen", ("Wien", "Graz"), "2026-03-01T09:00", None),
}


def parse(board: str, page: Page) -> Parsed:
    """By that board's module."""
    return import_module(f"scrapers.sources.{board}").parse(page)


@pytest.mark.parametrize("board", BOARDS)
def test_a_job_says_what_the_board_says(board, page):
    """Id, title, company, department, places, day of publication, and whether it is remote; unknown is None."""
    job = parse(board, page(ANSWERS[board])).records[0]
    published = job.published.at.isoformat()[:16]

    assert EXPECTED[board] == (
        job.posting_id,
        job.title,
        job.company,
        job.department,
        job.locations,
        published,
        job.remote,
    )
    assert board == job.board


def test_greenhouse_markup_that_is_escaped_twice_is_plain_text(page):
    """The description is text, a line a block."""
    job = parse("greenhouse", page(ANSWERS["greenhouse"])).records[0]

    assert "Buy & sell.\nSteel" == job.text


def test_what_is_unreadable_costs_no_other_job(page):
    """A job without a title becomes a problem that says where it stands; the others are read."""
    found = parse("lever", page([{"id": "x"}, LEVER, "nonsense"]))

    assert ["Data Engineer"] == [job.title for job in found.records]
    assert ["job 1", "job 3"] == [problem.where for problem in found.problems]


def test_personio_reads_what_it_can(page):
    """A position without a name is a problem, the one before it a job."""
    found = parse("personio", page(PERSONIO))

    assert (1, ["position 2"]) == (len(found.records), [problem.where for problem in found.problems])


def test_what_the_board_hides_is_no_job(page):
    """A job that Ashby does not list, and an offer that Recruitee holds back, are left out."""
    assert () == parse("ashby", page({"jobs": [ASHBY | {"isListed": False}]})).records
    assert () == parse("recruitee", page({"offers": [RECRUITEE | {"status": "draft"}]})).records


def test_a_date_in_the_future_is_none(page):
    """Nothing is published after it was fetched."""
    later = GREENHOUSE | {"first_published": "2027-01-01T00:00:00Z"}

    assert parse("greenhouse", page({"jobs": [later]})).records[0].published is None


def test_smartrecruiters_says_where_it_goes_on(page):
    """The next offset while there is more, None on the last page."""
    from scrapers.sources.smartrecruiters import more

    assert 101 == more(page({"content": [SMART], "offset": 100, "totalFound": 150}))
    assert more(page({"content": [SMART], "offset": 149, "totalFound": 150})) is None


@pytest.mark.parametrize("board", BOARDS)
def test_another_document_is_refused(board, page):
    """A page that is no answer of the board says so."""
    with pytest.raises(UnreadablePage):
        parse(board, page("<html><body>Sign in</body></html>"))


@pytest.mark.parametrize("board", BOARDS)
@given(body=st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists).map(str))
def test_any_bytes_are_jobs_or_an_unreadable_page(board, body):
    """Never another exception."""
    raw = body if isinstance(body, bytes) else body.encode()
    try:
        parse(board, Page("https://a.example/", raw, datetime(2026, 1, 1, tzinfo=UTC)))
    except UnreadablePage:
        return
