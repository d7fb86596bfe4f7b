"""The `[collect]` table of `leadcast.toml`."""

import ipaddress
import os
from importlib.metadata import version
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator

DEFAULT_PORTS = (80, 443)
# More engines than these, unless it is asked for, would take a machine from its other work.
MOST_PROCESSES = 4


class CollectSettings(BaseModel):
    """How politely, how widely and under which name pages are fetched.

    `contact` is an address where owners of sites learn who fetches and why; it stands in the user agent. `delay` is the
    least pause between two requests to one host, in seconds; a longer Crawl-delay of the site's robots.txt wins.
    `hosts_at_once` is for all engines together, of which there are at most `processes`, one host being one engine's.
    `allow` are networks that may be connected to although they are not public, such as an intranet's, and `ports` the
    ports. `resolve` maps host names (a leading `*.` stands for any) to addresses, like an entry in a hosts file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: str = ""
    delay: float = Field(1.0, ge=0, le=60)
    hosts_at_once: int = Field(16, ge=1, le=256)
    processes: int = Field(default_factory=lambda: min(os.cpu_count() or 1, MOST_PROCESSES), ge=1, le=32)
    timeout: float = Field(30.0, gt=0, le=300)
    max_megabytes: float = Field(5.0, gt=0, le=50)
    allow: tuple[str, ...] = ()
    ports: tuple[int, ...] = DEFAULT_PORTS
    resolve: dict[str, str] = {}

    @field_validator("allow")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for each in given:
            ipaddress.ip_network(each, strict=False)
        return given

    @model_validator(mode="after")
    def _addresses(self) -> Self:
        for each in self.resolve.values():
            ipaddress.ip_address(each)
        return self

    @property
    def user_agent(self) -> str:
        """Who fetches, for the owners of sites."""
        name = f"Leadcast/{version('leadcast')}"
        return f"{name} (+{self.contact})" if self.contact else name


class Aliases(RootModel[dict[str, str]]):
    """The `[aliases]` table: further names that accounts apply for patents under, each with the account's id."""
