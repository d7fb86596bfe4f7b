"""Problem documents (RFC 9457), as every error is answered."""

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong: where, as a JSON pointer into the body or the name of a query parameter."""

    code: str = Field(description="stable, for programs; e.g. `less_than_equal`, `unknown_name`")
    detail: str
    pointer: str | None = Field(None, description="JSON pointer into the body (RFC 6901)")
    parameter: str | None = Field(None, description="name of the query parameter")
    params: dict[str, float | list[str]] = Field({}, description="numbers and names that belong to the code")


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="`about:blank`, or a URN that names the kind of problem")
    title: str
    status: int
    detail: str
    instance: str | None = Field(None, description="a URN with the id of the request, as in its X-Request-ID")
    hint: str | None = Field(None, description="what to do next")
    errors: list[Fault] = []
    error: str | None = Field(None, description="`detail` again, below /v2, whose clients look for it here")
