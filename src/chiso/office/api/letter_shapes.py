"""The shapes of letters of citizens in the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from chiso.office.api.shapes import Given

MOST_LETTERS = 500
# PostgreSQL keeps no NUL in its texts.
_PLAIN = r"^[^\x00]*$"
# Two that differ by spaces alone are one reference.
_Reference = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_PLAIN)
]
_Line = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
_About = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=_PLAIN)]


class NewLetter(Given):
    """A letter as another system sends it. The same again under its reference is not taken twice.

    `agency` is its key, uid, code or name; `name` and `contact` say who wrote and are kept apart, encrypted.
    """

    reference: _Reference
    received_on: date
    kind: Literal["feedback", "complaint", "denunciation", "praise"]
    agency: _Line
    about: _About
    field: _Line = ""
    name: _Line = ""
    contact: _Line = ""


class NewLetters(Given):
    """Letters, all of them taken in or none."""

    letters: Annotated[list[NewLetter], Field(min_length=1, max_length=MOST_LETTERS)]
    is_made_up: bool = False


class LettersTaken(Schema):
    """How many were new, and how many were known."""

    new: int
    known: int
