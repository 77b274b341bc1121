"""A kept row of an answer as people read it."""

from __future__ import annotations

from datetime import date

from chiso.figures import NotANumber, parse_exact
from chiso.frameworks.inputs import InputDefinition
from chiso.language import Value, listing, text
from chiso.office.campaigns.answering.given import InputRow


def row_in_words(row: InputRow, definition: InputDefinition) -> Value:
    """“1.240”, “38/42”, “có”, “trên 90 %”, “tốt: 12”."""
    if definition.type == "boolean":
        return text("yes") if row.value == "true" else text("no")
    if row.numerator or row.denominator:
        return listing((_figure(row.numerator), _figure(row.denominator)), "/")
    titled: Value = definition.labels.get(row.label, row.label)
    if row.label and row.value:
        return listing((titled, _figure(row.value)), ": ")
    if row.label:
        return titled
    return date.fromisoformat(row.value) if definition.type == "date" else _figure(row.value)


def _figure(written: str) -> Value:
    try:
        return parse_exact(written)
    except NotANumber:
        return written
