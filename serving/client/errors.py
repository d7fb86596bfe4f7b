"""What a call fails with."""

from datetime import datetime

import httpx
from pydantic import ValidationError

from scrapers.retry_after import retry_after
from serving.schemas.problem import Problem


class ApiError(Exception):
    """The server refused a call, or answered what cannot be read. `problem` is its problem document (RFC 9457).

    Of an answer that is none, as of a proxy between, the document says what is known. That no answer came at all is an
    `httpx.TransportError`.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem
        self.retry_after = retry_after
        """Seconds after which it may be asked again, None where the server does not say."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @classmethod
    def of(cls, response: httpx.Response, now: datetime) -> "ApiError":
        """The error that an answer is which comes `now` (aware)."""
        try:
            problem = Problem.model_validate_json(response.content)
        except ValidationError:
            said = "The answer is no problem document: something between may have given it."
            problem = Problem(
                type="about:blank", title=response.reason_phrase, status=response.status_code, detail=said
            )
        after = retry_after(response.headers.get("retry-after"), now)
        return cls(problem, None if after is None else after.total_seconds())

    @classmethod
    def unreadable(cls, response: httpx.Response) -> "ApiError":
        """The error that an answer is which should be none."""
        said = "The answer has another form than this version of the client knows."
        return cls(Problem(type="about:blank", title="Unreadable answer", status=response.status_code, detail=said))
