"""One port for pages and the live stream.

Pages are WSGI in a pool of threads; the stream is a coroutine per open page. So a thousand open pages take no page
thread, and pages do not pay for the stream (docs/decisions/0004).
"""

import os
from typing import Any

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bollkoll.project.settings")

from django.conf import settings

from bollkoll.project.live import Hub
from bollkoll.project.wsgi import application as wsgi_application

pages = WSGIMiddleware(wsgi_application, workers=settings.CONFIG.threads)  # type: ignore[arg-type]
hub = Hub()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await hub.serve(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _pages(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """granian gives awaitables of its own making, and the bridge to threads wants coroutines."""

    async def received() -> Any:
        return await receive()

    async def sent(message: Any) -> None:
        await send(message)

    await pages(scope, received, sent)  # type: ignore[arg-type]


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
