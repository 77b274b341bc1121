"""Pausing the collector of cyclic garbage while many small results are made.

A city's ten years make some 700,000 outcomes, none of them in a cycle. The collector walks over all
of them again and again as they grow in number: scoring took 1.85 times as long with it, reading a
million answers 1.4 times. Memory is freed by counting references all the same.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting_cycles() -> Iterator[None]:
    """Pause the collector; it goes on afterwards if it was on before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
