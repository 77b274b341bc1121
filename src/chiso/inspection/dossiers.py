"""A random sample of dossiers, drawn on the spot: by a seed that is shown, so that anybody can draw again.

    number(label) = SHA-256(seed ⏎ "file" ⏎ label)          the rule of a draw of places (`seed`)

The sample is the first n of the labels in the order of their numbers. A telephone without network draws by
the same rule; the office draws again when the record arrives.

    CH-8692 a list of dossiers, or a size of the sample, that cannot be drawn from
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from chiso.language import text
from chiso.problems import BadInput, Place, Problem

MOST = 5_000
_COLUMN = "file"
# What a telephone takes for a line, a blank, a figure: the two must read alike.
_LINES = re.compile(r"\r\n|\r|\n")
_BLANKS = " \t"
_RANGE = re.compile(r"([0-9]{1,9})[ \t]*(?:-|–|\.\.)[ \t]*([0-9]{1,9})\Z")
_SEED = re.compile(r"[0-9a-f]{32}\Z")
_CODE = "CH-8692"


def labels_in(written: str) -> tuple[str, ...]:
    """The dossiers that are meant: one a line, or a range of running numbers ("1-250"). Raises BadInput."""
    lines = filter(None, (line.strip(_BLANKS) for line in _LINES.split(written)))
    found: list[str] = []
    for line in lines:
        match = _RANGE.match(line)
        if match is None:
            found.append(line)
            continue
        first, last = int(match[1]), int(match[2])
        if not 0 <= last - first < MOST:
            raise _unusable("dossiers", line)
        found += map(str, range(first, last + 1))
    labels = tuple(dict.fromkeys(found))
    if not 1 <= len(labels) <= MOST or any(len(label) > 80 for label in labels):
        raise _unusable("dossiers", str(len(labels)))
    return labels


def number_of(seed: str, label: str) -> str:
    """The number of a dossier, 64 hexadecimal digits: their order is the order of the draw."""
    return hashlib.sha256(f"{seed}\n{_COLUMN}\n{label}".encode()).hexdigest()


def draw_dossiers(seed: str, labels: Sequence[str], count: int) -> tuple[str, ...]:
    """The sample, in the order of the draw. Raises BadInput (CH-8692)."""
    if not _SEED.match(seed):
        raise _unusable("seed", seed[:40])
    if not 1 <= count <= len(labels):
        raise _unusable("count", str(count))
    return tuple(sorted(labels, key=lambda label: number_of(seed, label))[:count])


def _unusable(field: str, found: str) -> BadInput:
    expected = text(
        "Expected up to {most} dossiers, one a line or as a range such as 1-250, a sample that is not "
        "larger, and a seed of 32 hexadecimal digits.",
        most=MOST,
    )
    mend = text("Correct what is named, and draw again.")
    return BadInput([Problem(_CODE, Place(field=field), found, expected, mend)])
