"""A typed client of the API: `Client` for ordinary code, `AsyncClient` with the same calls to be awaited.

Importing it needs httpx, pydantic and stamina, nothing of what the server stands on.
"""

from serving.client.client import AsyncClient, Client
from serving.client.errors import ApiError
from serving.client.events import event
from serving.schemas.plan import Plan, RepChangeIn
from serving.schemas.win import NewLeadIn

__all__ = ["ApiError", "AsyncClient", "Client", "NewLeadIn", "Plan", "RepChangeIn", "event"]
