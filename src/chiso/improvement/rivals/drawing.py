"""Draws of the rivals' scores: futures that are each a function of the seed and their own number alone.

    score(r) = now(r) + h · (μ + δ(r)) + √(h·τ² + h²·τ²/years) · z + √(h·σ²(r) + h²·u²(r)) · z(r)

h: years ahead. z is one number for all rivals of a draw (the common shock), z(r) one for each; standard
normal, made of 64 bits of SHAKE-256 over seed and number of the draw by the inverse of the normal
distribution (Wichura's AS 241, as Python's `statistics` has it). So neither the number of draws nor their
order has a part in one, and no library's stream either. Scores are kept within the scale of the index and
rounded to four places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import shake_256
from math import sqrt
from statistics import NormalDist

from chiso.improvement.rivals.changes import Changes
from chiso.improvement.rivals.model import Movements
from chiso.improvement.rivals.standing import COLUMNS, Rivals
from chiso.scoring.result import Result
from chiso.tables import write_table

STREAM = "shake-256/1"
PLACES = 4
_SCALE = 10**PLACES
_WORD = 8


def draw_rivals(
    changes: Changes,
    moves: Movements,
    bounds: tuple[Fraction, Fraction | None],
    *,
    draws: int,
    seed: int,
    years: int,
) -> Rivals:
    """So many futures of the rivals, `years` ahead."""
    uids = list(changes.now)
    starts = [float(changes.now[uid]) + years * (moves.common_drift + moves.drifts[uid]) for uid in uids]
    spreads = [sqrt(years * moves.spreads[uid] ** 2 + years**2 * moves.unknown[uid]) for uid in uids]
    common = moves.common_spread * sqrt(years + years**2 / moves.years)
    least = -(-bounds[0] * _SCALE // 1)
    most = None if bounds[1] is None else bounds[1] * _SCALE // 1
    rows = []
    for number in range(draws):
        shock, *own = normal_numbers(seed, number, len(uids) + 1)
        row = []
        for start, spread, z in zip(starts, spreads, own, strict=True):
            value = max(int(least), round((start + common * shock + spread * z) * _SCALE))
            row.append(value if most is None else min(int(most), value))
        rows.append(tuple(row))
    return Rivals(tuple(changes.codes[uid] for uid in uids), _SCALE, tuple(rows), are_drawn=True)


def normal_numbers(seed: int, number: int, count: int) -> list[float]:
    """The standard normal numbers of one draw."""
    content = f"{STREAM} {seed} {number}".encode()
    words = shake_256(content).digest(count * _WORD)
    inverse = NormalDist().inv_cdf
    return [
        # 53 bits and a half: never 0, never 1.
        inverse(((int.from_bytes(words[at : at + _WORD], "little") >> 11) + 0.5) / (1 << 53))
        for at in range(0, count * _WORD, _WORD)
    ]


def scale_of(result: Result) -> tuple[Fraction, Fraction | None]:
    """The lowest and the highest that a total can be."""
    index = result.framework.index
    low, high = Fraction(0), result.prepared.static_maxima[0]
    if index.bounds is not None:
        low = low if index.bounds.at_least is None else index.bounds.at_least
        high = high if index.bounds.at_most is None else index.bounds.at_most
    return low, high


def draws_table(rivals: Rivals) -> str:
    """The draws as a table, one row a draw and rival."""
    return write_table(COLUMNS, _rows(rivals))


def _rows(rivals: Rivals) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rivals.draws):
        for unit, value in zip(rivals.units, row, strict=True):
            sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(PLACES + 1, "0")
            yield str(number), unit, f"{sign}{digits[:-PLACES]}.{digits[-PLACES:]}"
