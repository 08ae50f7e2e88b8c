"""No clock, no randomness and no output: a plugin is a pure function.

Within the host the clock and all output are traps that say nothing, and random numbers are
those that were drawn when the component was made. While it is made all of it works, and
what a module reads of it then is frozen into the component. So here it says what is wrong,
at once. The date to go by is `question.as_of`.

Not every way around this is looked for; the clock still traps in the host. Also unlike
from build to build: the order of a `set` of texts. Sort it.
"""

import datetime
import io
import os
import random
import sys
import time
from typing import Any, NoReturn


class ImpureError(Exception):
    """The plugin asked for the clock, for randomness or for somewhere to write."""


def _no_clock(*_: Any, **__: Any) -> NoReturn:
    raise ImpureError("a plugin has no clock: use `question.as_of` (插件不能读取时钟)")


def _no_randomness(*_: Any, **__: Any) -> NoReturn:
    raise ImpureError("a plugin has no randomness (插件不能使用随机数)")


class _NoOutput(io.TextIOBase):
    def write(self, _: str) -> NoReturn:
        raise ImpureError("a plugin prints nothing (插件不能输出)")


_CLOCKS = (
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "clock_gettime",
    "clock_gettime_ns",
    "sleep",
)


class _Datetime(datetime.datetime):
    now = classmethod(_no_clock)
    utcnow = classmethod(_no_clock)


def enforce() -> None:
    """Lets clock, randomness and output raise `ImpureError` from now on."""
    sys.stdout = _NoOutput()
    for name in _CLOCKS:
        if hasattr(time, name):
            setattr(time, name, _no_clock)
    # `today` asks `time.time`.
    datetime.datetime = _Datetime  # type: ignore[misc]
    for name in ("urandom", "getrandom"):
        if hasattr(os, name):
            setattr(os, name, _no_randomness)
    random._urandom = _no_randomness  # type: ignore[attr-defined]
    for name in random.__all__:
        # Classes stay: of a seed that is written down they make always the same.
        if name not in ("Random", "SystemRandom", "seed"):
            setattr(random, name, _no_randomness)
