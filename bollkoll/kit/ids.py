"""Identifiers that can be made before a row is: UUID version 7 (RFC 9562 §5.7)."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A UUID that sorts by when it was made, and strictly so within a process.

    48 bits of milliseconds since 1970, 12 bits that divide the millisecond (RFC 9562 §6.2, method 3), 62 random bits.
    When many are made at once, or the clock is set back, the time runs on ahead by the smallest step instead.
    """
    global _last
    with _lock:
        ticks = _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    milliseconds, part = divmod(ticks, 4096)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | part << 64 | 0b10 << 62 | random)
