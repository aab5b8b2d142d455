"""What a page asks for more than once and need read only once.

While one page is drawn (:func:`page`), a function marked :func:`once_a_page` is asked the first time and remembers its
answer for whoever asks next. Inside :func:`anew`, which every act opens, everything is read anew, and what was remembered
before is forgotten: nobody who writes decides by what somebody read earlier. Outside a page (the worker, the clock, a
command line) nothing is remembered at all.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_read: ContextVar[dict[Any, Any] | None] = ContextVar("bollkoll_read_once", default=None)


@contextmanager
def page() -> Iterator[None]:
    """From here until the end, one page is drawn."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


@contextmanager
def anew() -> Iterator[None]:
    """Read everything anew here, and forget what the page has read before."""
    before = _read.get()
    token = _read.set(None)
    try:
        yield
    finally:
        _read.reset(token)
        if before is not None:
            before.clear()


class once_a_page(Generic[P, R]):  # noqa: N801  # a decorator
    """Ask ``function`` once for each set of arguments while a page is drawn. Its answer is shared: it is not to be changed."""

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **named: P.kwargs) -> R:
        read = _read.get()
        if read is None:
            return self.function(*args, **named)
        key = (self.function, args, tuple(sorted(named.items())))
        if key not in read:
            read[key] = self.function(*args, **named)
        return read[key]

    def is_known(self, answer: R, *args: Any) -> None:
        """Somebody has found out what the function would answer: it need not be asked on this page."""
        read = _read.get()
        if read is not None:
            read[(self.function, args, ())] = answer
