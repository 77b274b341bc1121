"""What a container is taken apart into, and what is wrong with one that cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chiso.office.files.checking.archives import Irregular
from chiso.office.files.checking.kinds import Kind

NO_SOUND, MORE_THAN_SOUND, TOO_LONG = "CH-8849", "CH-8850", "CH-8851"
BESIDES, DAMAGED = "CH-7407", "CH-7408"
# Five minutes in the shortest packets that there are: what is longer is refused before it is gathered.
MOST_PACKETS = 120_000


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound written anew: of which kind, its bytes, how long it lasts."""

    kind: Kind
    kept: bytes
    milliseconds: int


def gathered(packets: Iterable[bytes], most_bytes: int) -> list[bytes]:
    """The packets one after the other. `most_bytes`: what the file holds.

    Raises Irregular where there are more of them than any recording has, or where they hold more than the
    file does: a few bytes of a table can name the same place a hundred thousand times.
    """
    found, held = list[bytes](), 0
    for one in packets:
        found.append(one)
        held += len(one)
        if len(found) > MOST_PACKETS or held > most_bytes:
            raise damaged()
    return found


def damaged() -> Irregular:
    """CH-7408: what cannot be read to its end."""
    return Irregular(DAMAGED)


def no_sound(found: str) -> Irregular:
    """CH-8849: no sound as browsers record it."""
    return Irregular(NO_SOUND, found)


def more_than_sound(found: str) -> Irregular:
    """CH-8850: there is something beside one track of sound."""
    return Irregular(MORE_THAN_SOUND, found)
