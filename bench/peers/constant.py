"""Starlette alone: the same bytes to whoever asks. Arguments: a file that holds them, the port."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWER = Path(sys.argv[1]).read_bytes()


async def answer(_request: Request) -> Response:
    """The constant."""
    return Response(ANSWER, media_type="application/json")


app = Starlette(routes=[Route("/v1/intent", answer, methods=["POST"])])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="warning")
