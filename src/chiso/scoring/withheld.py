"""Values that are used but not published: a salted digest stands in their place.

    note = "sha256:" SHA-256(salt "|" value)      salt and digest in hexadecimal digits

The values and their salts are kept in `withheld.csv`, for the owner of the run alone (0600), who can
open them to an auditor. A value that is scored again keeps its salt.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chiso.scoring.answers import AnswerRow
from chiso.tables import read_table, write_table

FILE = "withheld.csv"
COLUMNS = ("unit", "code", "input", "case", "value", "salt")
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Withheld:
    """One value that is kept apart, with its salt."""

    unit: str
    code: str
    input: str
    case: str
    value: str
    salt: str

    @property
    def note(self) -> str:
        """What the published row says instead of the value."""
        return "sha256:" + hashlib.sha256(f"{self.salt}|{self.value}".encode()).hexdigest()


def new_salt() -> str:
    """Sixteen random bytes, so that a value cannot be found by trying all digests."""
    return secrets.token_hex(_SALT_BYTES)


def withhold(
    rows: Iterable[AnswerRow], kept: Iterable[Withheld] = (), salt: Callable[[], str] = new_salt
) -> tuple[tuple[AnswerRow, ...], tuple[Withheld, ...]]:
    """The rows as they may be published, and the values that were taken out.

    `kept`: values of an earlier run, whose salts are used again. Rows that hold a digest already
    (of a value that is not at hand) stay as they are.
    """
    salts = {(w.unit, w.code, w.input, w.case, w.value): w.salt for w in kept}
    published = []
    taken = []
    for row in rows:
        if row.status != "withheld" or not row.value_text():
            published.append(row)
            continue
        value = row.value_text()
        key = (row.unit, row.code, row.input, row.case, value)
        withheld = Withheld(*key, salts.get(key) or salt())
        taken.append(withheld)
        published.append(row._replace(value="", numerator="", denominator="", label="", note=withheld.note))
    return tuple(published), tuple(taken)


def write_withheld(values: Iterable[Withheld]) -> str:
    """The file `withheld.csv`."""
    return write_table(COLUMNS, ((w.unit, w.code, w.input, w.case, w.value, w.salt) for w in values))


def read_withheld(source: bytes, *, name: str = FILE) -> tuple[Withheld, ...]:
    """The values in a file `withheld.csv`. Raises BadInput."""
    table = read_table(source, name=name, required=COLUMNS)
    return tuple(Withheld(*(row[column] for column in COLUMNS)) for row in table.rows)
