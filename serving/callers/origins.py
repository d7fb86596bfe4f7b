"""Whether a browser made a request for a page of elsewhere, which may be any page that its user has open.

Source: Go's `net/http.CrossOriginProtection`, after the Fetch Metadata specification (W3C) and RFC 6454.
"""

from urllib.parse import urlsplit

from starlette.types import Scope

from serving.layers.headers import first

OWN = ("same-origin", "none")


def is_foreign(scope: Scope) -> bool:
    """By what browsers say of it: `Sec-Fetch-Site` where they trust the way to the server, else `Origin`, if there is
    one. What is no browser says neither."""
    if site := first(scope, b"sec-fetch-site"):
        return site not in OWN
    origin = first(scope, b"origin")
    return bool(origin) and urlsplit(origin).netloc.lower() != first(scope, b"host").lower()
