"""A fault of a framework: a problem that knows its path in the document, not yet its line."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.frameworks.document import KeyPath
from chiso.language import Text


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """What is wrong at `path`; the loader adds file and line."""

    code: str
    path: KeyPath
    found: str
    expected: Text
    mend: Text
