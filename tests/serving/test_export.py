"""The list in the form of Dynamics 365's predictive scores."""

import csv
import io
from typing import Any

import httpx
import pytest

from serving.schemas.export import DYNAMICS, DynamicsAnswer


def pages(api: httpx.Client, **asked: Any) -> list[httpx.Response]:
    """All pages, by the link from each to the next."""
    answers = [api.get("/v1/export/dynamics", params=asked)]
    while following := answers[-1].links.get("next"):
        answers.append(api.get(following["url"]))
    return answers


def test_it_is_the_ranked_list(api: httpx.Client) -> None:
    """In its order, each once: percent, grade and trend by the numbers that Dynamics has for them."""
    listed = api.get("/v1/intent", params={"limit": 500}).json()["results"]
    rows = [row for page in pages(api, limit=100) for row in page.json()["value"]]

    assert [
        {
            "msdyn_entityid": each["id"],
            "msdyn_entitytype": "account",
            "msdyn_score": round(100 * each["probability"]),
            "msdyn_grade": "ABCD".index(each["grade"]),
            "msdyn_scoretrend": ["improving", "steady", "declining", None].index(each["trend"]),
            "msdyn_scoredon": each["as_of"],
        }
        for each in listed
    ] == rows


@pytest.mark.parametrize("asked", [{}, {"grade": "A"}, {"region": "华东"}])
def test_csv_says_the_same(api: httpx.Client, asked: dict[str, str]) -> None:
    """Line by line, page by page, of the part that is asked for."""
    rows = [row for page in pages(api, limit=100, **asked) for row in page.json()["value"]]
    answers = pages(api, limit=100, format="csv", **asked)
    lines = [line for answer in answers for line in csv.DictReader(io.StringIO(answer.text))]

    assert answers[0].headers["content-type"].startswith("text/csv")
    assert [{name: str(value) for name, value in row.items()} for row in rows] == lines


def test_what_is_unknown_is_a_problem(api: httpx.Client) -> None:
    """As in the list itself."""
    for wrong in ({"region": "nowhere"}, {"cursor": "?"}, {"format": "xml"}, {"limit": 0}):
        answer = api.get("/v1/export/dynamics", params=wrong)
        assert (422, list(wrong)) == (answer.status_code, [each["parameter"] for each in answer.json()["errors"]])


def test_the_example_is_valid() -> None:
    """With nothing missing."""
    assert set(DYNAMICS["value"][0]) == set(DynamicsAnswer.model_validate(DYNAMICS).model_dump()["value"][0])
