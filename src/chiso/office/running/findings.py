"""What the doctor finds: data with a code, how grave it is, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chiso.language import Language, Text, text


class Weight(StrEnum):
    """How grave a finding is."""

    ERROR = "error"  # must be mended before others use the office
    WARNING = "warning"  # will hurt later
    NOTE = "note"  # should be known


NAMES: dict[Weight, Text] = {
    Weight.ERROR: text("fault"),
    Weight.WARNING: text("warning"),
    Weight.NOTE: text("note"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    code: str
    weight: Weight
    found: Text
    mend: Text

    def in_language(self, language: Language) -> str:
        """Two lines: what was found, what to do."""
        head = f"{self.code} {NAMES[self.weight].in_language(language)}: {self.found.in_language(language)}"
        return f"{head}\n    {self.mend.in_language(language)}"

    def as_record(self, language: Language) -> dict[str, str]:
        """The finding as a flat record for JSON."""
        return {
            "code": self.code,
            "weight": self.weight.value,
            "found": self.found.in_language(language),
            "mend": self.mend.in_language(language),
        }
