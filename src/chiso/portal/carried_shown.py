"""Figures of others as pages show them: as their source prints them, with basis, source and note; and
whether a total follows from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.frameworks.model import TOTAL
from chiso.language import Language, Value, text
from chiso.periods import parse_period
from chiso.portal.carried_model import Carried
from chiso.portal.unit_words import part_in_words
from chiso.scoring.exact import exact_sum


def carried_row(row: Carried, language: Language) -> dict[str, object]:
    """One figure for a template."""
    return {
        "name": text("total") if row.code == TOTAL else part_in_words(row.code),
        "value": written_as_published(row, language),
        "rank": row.rank,
        "of": row.of,
        "is_derived": row.basis == "derived",
        "is_approximate": row.approximate,
        "source": row.source,
        "source_link": source_link(row.source),
        "source_name": source_name(row.source),
        "note": note_in(row, language),
    }


def note_in(row: Carried, language: Language) -> str:
    """The note in the language of the reader; one that was written in a single language as it stands."""
    return row.both_notes.in_language(language) or row.note


def written_as_published(row: Carried, language: Language) -> str:
    """A figure with the decimals that its source prints; empty where it prints none."""
    if row.value is None:
        return ""
    return write_for_eyes(row.value, language, _places(row))


def source_link(source: str) -> str:
    """The address of a source that is one."""
    return source if source.startswith(("https://", "http://")) else ""


def source_name(source: str) -> str:
    """The name of the site behind an address; other sources as they are."""
    if "://" not in source:
        return source
    return source.partition("://")[2].partition("/")[0].removeprefix("www.")


def period_in_words(written: str) -> Value:
    """A period as people name it; a plain year as a figure."""
    if not written or (len(written) == 4 and written.isdecimal()):
        return written
    return parse_period(written).title()


@dataclass(frozen=True, slots=True)
class Gap:
    """A printed total less the sum of its printed parts. Rounded: no more than their last digits explain."""

    amount: Fraction
    places: int
    is_rounding: bool


def gap_of(total: Carried, parts: Sequence[Carried], all_codes: frozenset[str]) -> Gap | None:
    """How a total stands to its parts; None where a part is not there, so that nothing can be said.

    `all_codes` are the parts that the index has in that period. Rounding of every figure to the last
    place can make a difference of half a place for each; the figures of a unit are taken to be printed
    alike, since data often lack the nought at the end (4.4 for 4.40).
    """
    values = [part.value for part in parts if part.value is not None]
    if total.value is None or not parts or {part.code for part in parts} != all_codes:
        return None
    if len(values) != len(parts) or len(parts) != len(all_codes):
        return None
    amount = total.value - exact_sum(values)
    places = max(map(_places, (total, *parts)))
    explained = Fraction(1 + len(parts), 2 * 10**places)
    return Gap(amount, places, abs(amount) <= explained)


def _places(row: Carried) -> int:
    return len(row.written.partition(".")[2])
