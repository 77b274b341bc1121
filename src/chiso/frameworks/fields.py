"""Kinds of fields that every part of a framework document is made of.

    Figure          decimal text ("2.5") or an exact fraction ("10/3"), held as a `Fraction`
    BilingualField  a title as a mapping {vi, en}, at least one of them

`Part` is the base of every model: immutable, and a key that it does not know is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from chiso.figures import NotANumber, parse_exact, write_exact
from chiso.language import LANGUAGES, Bilingual, text

FIGURE_PATTERN = r"^[+-]?[0-9]+(\.[0-9]+|/[0-9]+)?$"


class Part(BaseModel):
    """A part of a framework: immutable, and a key that it does not know is a fault."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True
    )


def _read_figure(written: object) -> Fraction:
    if isinstance(written, Fraction):
        return written
    if isinstance(written, int) and not isinstance(written, bool):
        return Fraction(written)
    if isinstance(written, str):
        try:
            return parse_exact(written)
        except NotANumber:
            pass
    raise ValueError(text("Expected a figure: decimal text such as 2.5, or a fraction such as 10/3."))


Figure: TypeAlias = Annotated[
    Fraction,
    BeforeValidator(_read_figure),
    PlainSerializer(write_exact, return_type=str),
    WithJsonSchema({"type": "string", "pattern": FIGURE_PATTERN, "examples": ["2.5", "10/3"]}),
]


# Like every scalar of a document a whole number is text there: "2".
WholeNumber: TypeAlias = Annotated[int, WithJsonSchema({"type": "string", "pattern": "^[0-9]+$"})]


def _read_bilingual(written: object) -> Bilingual:
    if isinstance(written, Bilingual):
        return written
    if (
        not isinstance(written, Mapping)
        or any(key not in LANGUAGES for key in written)
        or not all(value is None or isinstance(value, str) for value in written.values())
    ):
        raise ValueError(text("Expected words under the keys vi and en, and no other key."))
    title = Bilingual(vi=written.get("vi"), en=written.get("en"))
    if not any(own and own.strip() for own in (title.vi, title.en)):
        raise ValueError(text("Expected words in at least one language, vi or en."))
    return title


def _write_bilingual(title: Bilingual) -> dict[str, str]:
    return {language: own for language in LANGUAGES if (own := getattr(title, language))}


_WORDS: dict[str, Any] = {"type": ["string", "null"]}

BilingualField: TypeAlias = Annotated[
    Bilingual,
    BeforeValidator(_read_bilingual),
    PlainSerializer(_write_bilingual, return_type=dict[str, str]),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {"vi": _WORDS, "en": _WORDS},
            "additionalProperties": False,
            "minProperties": 1,
        }
    ),
]
