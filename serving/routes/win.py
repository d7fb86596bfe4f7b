"""Win curves of single leads."""

from typing import Annotated

from fastapi import APIRouter, Body

from models.open_leads import OpenLeads
from serving.examples.calls import shown
from serving.examples.win import WIN, WIN_REQUESTS
from serving.problems import Refused
from serving.routes.dependencies import Measured, Opened, problems
from serving.routes.sandbox import sandbox_of
from serving.schemas.problem import Fault
from serving.schemas.win import WinAnswer, WinRequest
from serving.scores.opening import Live
from serving.win import new_leads, stored_leads

router = APIRouter(prefix="/v1", tags=["win"])

Asked = Annotated[WinRequest, Body(openapi_examples=WIN_REQUESTS)]


# In the thread pool: features of open leads are built for the question, which takes a while in a large history.
@router.post("/win", responses=shown(WIN) | problems(409, 413, 422))
def post_win(asked: Asked, live: Opened, metrics: Measured) -> WinAnswer:
    """The chance of each lead to be won by each of the days asked: of leads in the history that are open, by all that
    is known of them; of leads given inline, as such leads do that come in now."""
    if asked.leads is not None:
        results = new_leads(sandbox_of(live), live.rows, asked)
    else:
        results = stored_leads(live, _open_leads(live), asked)
    metrics.served("win", [result.win[-1].probability for result in results if result.win])
    as_of = live.as_of if asked.leads is not None else live.book.as_of
    return WinAnswer(as_of=as_of.to_pydatetime(), model=live.model, simulated=live.simulated, results=results)


def _open_leads(live: Live) -> OpenLeads:
    win = live.bundle.win
    if win is None or win.open_leads is None:
        fault = Fault(code="no_win_model", detail="The model has no win part for leads of the history.")
        raise Refused(409, "no-win-model", fault, "Import leads and stage changes with wins, then train again.")
    return win.open_leads
