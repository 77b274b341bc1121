"""The decision that publishes: its number and date, and its document.

They stand beside the sealed content, since the decision prints the content's hash; the seal covers
both. The PDF is carried and hashed. Whether the body signed it is a question for a program that
verifies signatures of PDF files.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.records import Line, Record


class Decision(Record):
    """`decision.json`: number and day of the decision."""

    format: Literal["chiso-decision/1"] = "chiso-decision/1"
    number: Annotated[Line, Field(min_length=1)]
    date: datetime.date


def check_pdf(content: bytes, name: str) -> None:
    """Raise BadInput if `content` does not begin as a PDF file does (ISO 32000-2, 7.5.2)."""
    if not content.startswith(b"%PDF-"):
        raise BadInput(
            [
                Problem(
                    "CH-4055",
                    Place(name),
                    quote(content[:12].decode("ascii", "replace")),
                    text("Expected a PDF file."),
                    text("Give the decision as the PDF that was signed."),
                )
            ]
        )
