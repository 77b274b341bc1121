"""Published figures of others in one long format: who published what, where it stands, how sure.

One row is one figure: the total of an index (code `total`, with the rank) or one of its parts. Two
sources that disagree are two rows. `basis` is `stated` (the source prints the figure) or `derived`
(it follows from what the source prints; the note says how); `of` is the number of units ranked. A
note stands there in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from chiso.examples.descriptions import table_descriptions
from chiso.examples.tables import rows_of
from chiso.tables import write_table

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One published figure; the fields stand in the order of the columns."""

    index: str
    period: str
    unit: str
    unit_name: str
    group: str
    code: str
    value: str
    rank: str = ""
    of: str = ""
    basis: str = "stated"
    approximate: str = "false"
    source: str = ""
    note: str = ""
    note_vi: str = ""


PUBLISHED_COLUMNS = tuple(field.name for field in fields(PublishedRow))
# What a packaged wide table holds beside the parts of its index.
_FRAME = set(PUBLISHED_COLUMNS) | {TOTAL}


def published_text(rows: Iterable[PublishedRow]) -> str:
    """The text of a file of published figures."""
    return write_table(PUBLISHED_COLUMNS, map(attrgetter(*PUBLISHED_COLUMNS), rows))


def lengthen(index: str, table: str) -> Iterator[PublishedRow]:
    """The figures of one packaged wide table: per line its parts in order, then the total.

    The total's row stands even without a value where a rank was published without one.
    """
    fallback = table_descriptions()[table].source
    for row in rows_of(table):
        total = PublishedRow(
            index=index,
            period=row["period"],
            unit=row["unit"],
            unit_name=row["unit_name"],
            group=row["group"],
            code=TOTAL,
            value=row[TOTAL],
            rank=row["rank"],
            of=row["of"],
            basis=row["basis"],
            approximate=row["approximate"],
            source=row["source"] or fallback,
            note=row["note"],
            note_vi=row["note_vi"],
        )
        for code, value in row.items():
            if code not in _FRAME and value:
                yield replace(total, code=code, value=value, rank="", of="", note="", note_vi="")
        yield total
