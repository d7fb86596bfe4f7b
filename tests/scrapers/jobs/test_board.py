"""Which board an address belongs to, and what a title says of a job."""

import pytest

from scrapers.jobs.board import board_of, boards_in, is_forbidden
from scrapers.jobs.role import Role, role_of


@pytest.mark.parametrize(
    ("url", "source", "answers"),
    [
        (
            "https://boards.greenhouse.io/acme",
            "greenhouse",
            "boards-api.greenhouse.io/v1/boards/acme/jobs?content=true",
        ),
        (
            "https://job-boards.eu.greenhouse.io/acme/jobs/4",
            "greenhouse",
            "boards-api.greenhouse.io/v1/boards/acme/jobs?",
        ),
        ("https://boards.greenhouse.io/embed/job_board/js?for=acme", "greenhouse", "/v1/boards/acme/jobs?content=true"),
        ("https://jobs.lever.co/acme/1-2", "lever", "https://api.lever.co/v0/postings/acme?mode=json"),
        ("https://jobs.ashbyhq.com/acme", "ashby", "https://api.ashbyhq.com/posting-api/job-board/acme"),
        ("https://careers.smartrecruiters.com/Acme", "smartrecruiters", "/v1/companies/Acme/postings?limit=100"),
        ("https://apply.workable.com/acme/", "workable", "/api/v1/widget/accounts/acme?details=true"),
        ("https://acme.recruitee.com/o/buyer", "recruitee", "https://acme.recruitee.com/api/offers/"),
        ("https://acme.jobs.personio.com/job/7", "personio", "https://acme.jobs.personio.de/xml"),
        ("https://acme.teamtailor.com/jobs", "teamtailor", "https://acme.teamtailor.com/jobs.json"),
    ],
)
def test_a_board_is_known_by_its_address(url, source, answers):
    """And its interface for programs is an address of the same board."""
    board = board_of(url)

    assert source == board.source
    assert answers in board.addresses[0]
    assert source == board_of(board.addresses[0]).source


@pytest.mark.parametrize(
    "url", ["https://acme.example/careers", "https://www.greenhouse.io/", "https://help.lever.co/x", ""]
)
def test_other_addresses_are_no_board(url):
    """Neither a company's own page nor the board's own website."""
    assert board_of(url) is None


def test_boards_of_a_page_are_found_once_in_order():
    """By links, embeds and addresses within scripts."""
    text = r'<a href="https://jobs.lever.co/acme">x</a> "https:\/\/acme.recruitee.com\/" https://jobs.lever.co/acme/7'

    assert ["lever", "recruitee"] == [board.source for board in boards_in(text)]


@pytest.mark.parametrize("url", ["https://www.linkedin.com/jobs/1", "https://cn.indeed.com/x"])
def test_some_sites_are_never_fetched(url):
    """Their terms forbid it."""
    assert is_forbidden(url)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Senior Procurement Manager", Role("procurement", "lead")),
        ("采购总监", Role("procurement", "head")),
        ("高级Java开发工程师", Role("it", "senior")),
        ("Data Scientist (m/f/d)", Role("data", None)),
        ("销售实习生", Role("sales", "intern")),
        ("CNC操作工", Role("production", None)),
        ("Head of Finance", Role("finance", "head")),
        ("Chief Happiness Officer", Role(None, "head")),
        ("助理会计", Role("finance", "junior")),
    ],
)
def test_function_and_level_of_a_title(title, role):
    """In Chinese and in English; what a title does not say is None."""
    assert role == role_of(title)
