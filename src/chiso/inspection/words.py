"""What data of the room say in both languages: titles of kinds and of duties, notes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chiso.inspection.plan import Part
from chiso.language import Language

NotEmpty = Annotated[str, Field(min_length=1)]


class Words(Part):
    """The same in both languages."""

    vi: NotEmpty
    en: NotEmpty

    def said(self, language: Language) -> str:
        """In one of them."""
        return self.vi if language == "vi" else self.en
