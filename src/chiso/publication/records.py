"""Records: the small JSON documents of a bundle, each with one notation and a strict reader.

A record is read only from the bytes that it would be written as (canonical JSON), so that a key
that stands twice, a number in another notation or a blank is a difference, not a matter of taste.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from chiso.frameworks.document import canonical_json
from chiso.problems import quote

SHA256_PATTERN = r"^[0-9a-f]{64}$"
LONGEST_LINE = 1_000
# Control, format (among them those that turn the direction of writing), halves of surrogates, breaks.
_NOT_OF_A_LINE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def is_line(written: str) -> bool:
    """Whether `written` is one line that a terminal shows as it is and that cannot pose as another."""
    return len(written) <= LONGEST_LINE and not any(
        unicodedata.category(character) in _NOT_OF_A_LINE for character in written
    )


def _refuse_other_than_a_line(written: str) -> str:
    if not is_line(written):
        raise ValueError("not one line of visible characters")
    return written


# Words that somebody wrote and that are shown to others.
Line: TypeAlias = Annotated[str, AfterValidator(_refuse_other_than_a_line)]


class Record(BaseModel):
    """A frozen document whose keys are all known and whose values are not converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    def to_bytes(self) -> bytes:
        """The record in its one notation."""
        return canonical_json(self.model_dump(mode="json", by_alias=True))


RecordType = TypeVar("RecordType", bound=Record)


class Malformed(ValueError):
    """The bytes are not the record: `field` and what was `found` there."""

    def __init__(self, field: str, found: str) -> None:
        self.field = field
        self.found = found
        super().__init__(f"{field}: {found}")


def parse_record(model: type[RecordType], written: bytes) -> RecordType:
    """The record in `written`, in any notation of JSON. Raises Malformed at the first fault."""
    try:
        return model.model_validate_json(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"]))
        # Secrets stay out of messages; neither do whole objects say anything.
        is_shown = isinstance(first["input"], (str, int)) and "private" not in field
        found = first["input"] if is_shown and first["type"] not in ("missing", "json_invalid") else ""
        raise Malformed(field, quote(found)) from error


def read_record(model: type[RecordType], written: bytes) -> RecordType:
    """The record in `written`, which must be canonical. Raises Malformed at the first fault."""
    record = parse_record(model, written)
    canonical = record.to_bytes()
    if canonical != written:
        raise Malformed("", _where_they_part(written, canonical))
    return record


def _where_they_part(written: bytes, canonical: bytes) -> str:
    """Some characters around the first byte that is not as it would be written."""
    length = min(len(written), len(canonical))
    position = next((at for at in range(length) if written[at] != canonical[at]), length)
    return quote(written[max(0, position - 10) : position + 20].decode("utf-8", "replace"))
