"""Checked by a type checker, never run."""

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from serving.client import AsyncClient, Client, Plan
from serving.schemas.export import PredictiveScore
from serving.schemas.forecast import ForecastOut
from serving.schemas.scores import IntentAnswer, RankedAnswer, ScoreOut
from serving.schemas.win import WinAnswer


def at_once(client: Client) -> None:
    assert_type(client.intent(["A1"], reasons=True), IntentAnswer)
    assert_type(client.win(["L1"], days=[30]), WinAnswer)
    assert_type(client.sandbox(Plan(leads=200)), ForecastOut)
    assert_type(client.ranked(grade="A"), Iterator[ScoreOut])
    assert_type(client.ranked_page(), RankedAnswer)
    assert_type(client.today_csv(), str)
    client.win(["L1"], days="30")
    client.ranked(colour="red")


async def awaited(client: AsyncClient) -> None:
    assert_type(await client.intent(["A1"]), IntentAnswer)
    assert_type(await client.sandbox("下周新增200条线索"), ForecastOut)
    assert_type(client.dynamics(), AsyncIterator[PredictiveScore])
    assert_type(await client.ranked_page(), RankedAnswer)
