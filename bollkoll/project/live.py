"""The live stream: server-sent events that carry topic names to open pages (WHATWG HTML, §9.2 Server-sent events).

One reader per process follows the log: woken by LISTEN/NOTIFY on PostgreSQL, by a cheap look at the file's version on
SQLite. It hands new topics to the open streams. A stream resumes by ``Last-Event-ID``.
"""

import asyncio
import json
import logging
import re
import threading
import time
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.core.signing import BadSignature
from django.db import connection

from bollkoll.log import live as log
from bollkoll.log.acting import CHANNEL
from bollkoll.log.facts import REGISTRY
from bollkoll.log.models import Topic

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.25
KEEP_ALIVE_SECONDS = 20
READY_SECONDS = 5
MOST_STREAMS = 5000
MOST_MISSED = 500
"""A page that was away for longer than this many topics is told all of its names at once instead."""

Batch = tuple[int, list[str]]


class Hub:
    """The streams of one process and the thread that reads for them; started by the first stream."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[Batch]]] = defaultdict(set)
        self._streams = 0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self._ready = threading.Event()
        """The reader knows how far the log was: everything after that is handed out."""

    # --- one stream

    async def serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        query = parse_qs(scope["query_string"].decode())
        try:
            allowed = [log.read_topics(token) for token in query.get("topics", [])]
            began: dict[str, int] = {}
            for at, names in allowed:  # the latest page that was allowed to says whether it may still
                began.update((name, max(at, began.get(name, 0))) for name in names)
            topics = set(began) - await asyncio.to_thread(_closed_since, began)
        except BadSignature:
            topics = set()
        if not topics or self._streams >= MOST_STREAMS:
            status = 503 if topics else 403
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"The page is too old: open it again.\n"})
            return
        self._start()
        headers = dict(scope["headers"])
        heard = headers.get(b"last-event-id", b"").decode("ascii", "replace")
        # A page of several parts joins their addresses: it has to hear all since the oldest of them was read.
        since = [
            int(n) for n in ([heard] if heard else query.get("last", [])) if re.fullmatch("[0-9]{1,18}", n, re.ASCII)
        ]
        queue: asyncio.Queue[Batch] = asyncio.Queue(maxsize=1000)
        entered = set(topics)
        for topic in entered:
            self._queues[topic].add(queue)
        self._streams += 1
        gone = asyncio.create_task(self._until_gone(receive))
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [
                        (b"content-type", b"text/event-stream; charset=utf-8"),
                        (b"cache-control", b"no-store"),
                        (b"x-accel-buffering", b"no"),
                        (b"x-content-type-options", b"nosniff"),
                    ],
                }
            )
            await self._say(send, b"retry: 2000\n\n")
            await asyncio.to_thread(self._ready.wait, READY_SECONDS)
            if since:
                position, missed = await asyncio.to_thread(_missed, min(since), topics)
                if missed:
                    await self._tell(send, position, missed)
            while not gone.done() and not self._stopping.is_set():
                waiting = asyncio.create_task(queue.get())
                await asyncio.wait({waiting, gone}, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if waiting.done():
                    position, names = waiting.result()
                    if not names:
                        break
                    heard_now = topics.intersection(names)
                    await self._tell(send, position, sorted(heard_now))
                    closed = await asyncio.to_thread(_closed_since, {name: began[name] for name in heard_now})
                    if closed:
                        topics -= closed
                        await self._say(send, b"event: renew\ndata:\n\n")
                else:
                    waiting.cancel()
                    await self._say(send, b": still here\n\n")
        finally:
            gone.cancel()
            self._streams -= 1
            for topic in entered:
                self._queues[topic].discard(queue)
                if not self._queues[topic]:
                    self._queues.pop(topic, None)

    @staticmethod
    async def _until_gone(receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _tell(self, send: Any, position: int, names: list[str]) -> None:
        await self._say(send, f"id: {position}\nevent: topics\ndata: {json.dumps(names)}\n\n".encode())

    @staticmethod
    async def _say(send: Any, body: bytes) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": True})

    # --- the reader

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._read, name="live", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def _read(self) -> None:
        position = None
        while not self._stopping.is_set():
            try:
                with _woken() as wait:
                    while not self._stopping.is_set():
                        if position is None:
                            position = log.position()
                            self._ready.set()
                        news = _news(position)
                        if news:
                            position = news[0]
                            assert self._loop is not None
                            self._loop.call_soon_threadsafe(self._hand_out, news)
                        wait()
            except Exception:
                logger.exception("the live reader lost the database; trying again")
                connection.close()
                time.sleep(1)

    def _hand_out(self, news: Batch) -> None:
        for queue in {queue for name in news[1] for queue in self._queues.get(name, ())}:
            if queue.full():
                # A page that does not read: its stream is ended, and it resumes by its last id.
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait((0, []))
            else:
                queue.put_nowait(news)


def _news(position: int) -> Batch | None:
    rows = list(Topic.objects.filter(event__gt=position).order_by("event_id").values_list("event_id", "name")[:2000])
    if not rows:
        return None
    return rows[-1][0], sorted({name for _, name in rows})


def _missed(position: int, topics: set[str]) -> Batch:
    """What happened on ``topics`` after ``position``: for a page that was away."""
    try:
        rows = list(
            Topic.objects.filter(event__gt=position, name__in=topics)
            .order_by("event_id")
            .values_list("event_id", "name")[:MOST_MISSED]
        )
        if not rows:
            return position, []
        return (log.position() if len(rows) == MOST_MISSED else rows[-1][0]), sorted({name for _, name in rows})
    finally:
        connection.close()


OWN_PAGES = ("case:", "question:")
"""Topics of one thing each; those of a person, an institution or the desk hear of many, and are not closed by one."""


def _closed_since(began: dict[str, int]) -> set[str]:
    """Topics whose subject fewer may see than when the page was allowed to listen: only a page that is opened anew, and
    passes the check again, hears them."""
    pages = {topic: at for topic, at in began.items() if topic.startswith(OWN_PAGES)}
    if not pages:
        return set()
    narrowing = [kind for kind, fact in REGISTRY.items() if fact.narrows]
    try:
        rows = Topic.objects.filter(name__in=pages, event__kind__in=narrowing, event__gt=min(pages.values()))
        return {name for name, event in rows.values_list("name", "event_id") if event > pages[name]}
    finally:
        connection.close()


class _woken:  # noqa: N801  reads as a phrase: ``with _woken() as wait``
    """Gives ``wait()``, which returns when the log may have grown."""

    def __enter__(self):
        if connection.vendor == "postgresql":
            self._listening = psycopg.connect(**_plain_parameters(), autocommit=True)
            self._listening.execute(f"LISTEN {CHANNEL}")
            return self._wait_for_notify
        self._version: int | None = None
        return self._wait_for_version

    def __exit__(self, *_: Any) -> None:
        if connection.vendor == "postgresql":
            self._listening.close()

    def _wait_for_notify(self) -> None:
        for _ in self._listening.notifies(timeout=5, stop_after=1):
            pass

    def _wait_for_version(self) -> None:
        """SQLite: another connection's commit changes ``data_version``; asking costs microseconds."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with connection.cursor() as cursor:
                version = cursor.execute("PRAGMA data_version").fetchone()[0]
            if version != self._version:
                self._version = version
                return
            time.sleep(POLL_SECONDS)


def _plain_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()  # type: ignore[attr-defined]
    return {
        key: value for key, value in parameters.items() if key not in ("context", "cursor_factory", "prepare_threshold")
    }
