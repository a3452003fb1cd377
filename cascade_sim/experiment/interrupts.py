"""Interruptions held back while something must happen as a whole."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def held_back() -> Iterator[None]:
    """Ctrl-C and requests to end take effect when the block is over, not within it.

    Only the main thread is ever interrupted, so elsewhere there is nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    former = {number: signal.getsignal(number) for number in _STOPPING}
    held = [number for number, handler in former.items() if callable(handler)]  # others are ignored, or end it all
    try:
        for number in held:
            signal.signal(number, note)
        yield
    finally:
        for number in held:
            signal.signal(number, former[number])
        for number in came:
            signal.raise_signal(number)
