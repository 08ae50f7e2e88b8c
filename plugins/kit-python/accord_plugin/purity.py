"""No clock and no randomness: a plugin is a pure function.

Within the host both are traps that say nothing, and while a component is made both work:
what a module reads of them then would be frozen into it. So here they say what is wrong,
at once. The date to go by is `question.as_of`.

An environment is not searched for every way around this; what gets around it still traps
in the host. Also unlike from build to build: the order of a `set` of texts. Sort it.
"""

import datetime
import os
import random
import time
from typing import Any, NoReturn


class ImpureError(Exception):
    """The plugin asked for the clock or for randomness."""


def _no_clock(*_: Any, **__: Any) -> NoReturn:
    raise ImpureError("a plugin has no clock: use `question.as_of` (插件不能读取时钟)")


def _no_randomness(*_: Any, **__: Any) -> NoReturn:
    raise ImpureError("a plugin has no randomness (插件不能使用随机数)")


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
    "localtime",
    "gmtime",
    "ctime",
    "asctime",
    "strftime",
    "sleep",
)


class _Datetime(datetime.datetime):
    now = classmethod(_no_clock)
    utcnow = classmethod(_no_clock)


def enforce() -> None:
    """Lets clock and randomness raise `ImpureError` from now on."""
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
