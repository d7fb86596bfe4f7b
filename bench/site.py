"""A website for benchmarks: one process on loopback that answers every host name with a page and an ETag."""

import asyncio
import sys

PARAGRAPH = "<p>{n}. The plant in {place} makes bearings, and its people look after customers in nine countries.</p>"
PLACES = ("Suzhou", "Leipzig", "Wuhan", "Porto", "Chengdu", "Graz")


def page(host: str, path: str) -> bytes:
    """About 8 kB of HTML, the same for the same address."""
    body = "".join(PARAGRAPH.format(n=n, place=PLACES[(n + len(path)) % len(PLACES)]) for n in range(60))
    return f"<html><head><title>{host}{path}</title></head><body><h1>{host}</h1>{body}</body></html>".encode()


class Server(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as little of it as a crawler needs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come in whole."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            self._transport.write(answer(head.decode("latin-1")))


def answer(head: str) -> bytes:
    """The response to a request's head."""
    first, *lines = head.split("\r\n")
    path = first.split(" ")[1]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if path == "/robots.txt":
        return respond("404 Not Found", b"")
    tag = f'"{headers["host"]}{path}"'
    if headers.get("if-none-match") == tag:
        return respond("304 Not Modified", b"", tag)
    return respond("200 OK", page(headers["host"], path), tag)


def respond(status: str, body: bytes, tag: str = '""') -> bytes:
    """A response as bytes."""
    kind = "text/html; charset=utf-8"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main() -> None:
    """Listen on a free port, say which, and end when standard input does."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
