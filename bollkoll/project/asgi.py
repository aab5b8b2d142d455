"""One port for pages and the live stream.

Pages are WSGI in a pool of threads; the stream is a coroutine per open page. So a thousand open pages take no page
thread, and pages do not pay for the stream (docs/decisions/0004).
"""

import os
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bollkoll.project.settings")

from django.conf import settings

from bollkoll.project.live import Hub
from bollkoll.project.wsgi import application as wsgi_application
from bollkoll.status.site.serving import Site

LARGEST_MB = 4 * settings.CONFIG.max_file_mb
LARGEST = LARGEST_MB * 1024 * 1024
IN_MEMORY, CHUNK = 1024 * 1024, 64 * 1024

pages = WSGIMiddleware(wsgi_application, workers=settings.CONFIG.threads)  # type: ignore[arg-type]
hub = Hub()
site = Site(settings.CONFIG.site_root)
"""The public site, straight from its files: it stands when the database does not."""


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await hub.serve(scope, receive, send)
    elif scope["type"] == "http" and site.serves(scope["path"]):
        await _public(scope, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _public(scope: dict[str, Any], send: Any) -> None:
    status, headers, body = site.answer(scope["method"], scope["path"], dict(scope["headers"]))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _pages(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A request's body is taken in whole before a page thread is, so that a slow or too large one holds up nobody.

    (granian gives awaitables of its own making; the bridge to threads wants coroutines.)
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        if not await _took_in(body, receive):
            await _say_too_large(send)
            return
        body.seek(0)

        async def received() -> dict[str, Any]:
            chunk = body.read(CHUNK)
            return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

        async def sent(message: Any) -> None:
            await send(message)

        await pages(scope, received, sent)  # type: ignore[arg-type]


async def _took_in(body: IO[bytes], receive: Any) -> bool:
    """Read the request's body into ``body``. False when it is larger than anything we take (it is read to its end, so that
    the answer reaches whoever sends it).
    """
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return True
        size += len(message.get("body", b""))
        if size <= LARGEST:
            body.write(message.get("body", b""))
        if not message.get("more_body"):
            return size <= LARGEST


async def _say_too_large(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    text = (
        f"Det blev för mycket på en gång: högst {LARGEST_MB} MB. Gå tillbaka; texten finns kvar där.\n"
        f"That was too much at once: {LARGEST_MB} MB at most. Go back; your text is still there.\n"
    )
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
