"""The bounds of a check. A file that needs more is refused, never half checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `memory` bounds the address space of the process that reads the file; `ratio` is unpacked to packed
    size, looked at once more than `unpacked_free` bytes come out.
    """

    size: int = 25_000_000
    unpacked: int = 150_000_000
    unpacked_free: int = 10_000_000
    ratio: int = 120
    members: int = 4_000
    objects: int = 400_000
    pages: int = 3_000
    pixels: int = 64_000_000
    # Two minutes, and the piece in which a recorder stops.
    sound_seconds: int = 125
    seconds: int = 25
    memory: int = 2_000_000_000
