"""Names that a misspelt one may mean.

Comparing one word with 15,000 names takes 30 ms, and a file in which every word is unknown (answers
to another framework, codes of another register) has thousands of them: each word is looked up once,
and only so many words are looked up at all. The first ones show what the others have in common.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field

MOST_LOOKUPS = 50


@dataclass(slots=True)
class Suggestions:
    """The nearest of some names; `cutoff` from 0 (anything) to 1 (the same)."""

    names: Collection[str]
    most: int
    cutoff: float
    _found: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def for_word(self, written: str) -> tuple[str, ...]:
        """The nearest names, the best first; none for a word beyond those that are looked up."""
        known = self._found.get(written)
        if known is None and len(self._found) < MOST_LOOKUPS:
            near = difflib.get_close_matches(written, self.names, n=self.most, cutoff=self.cutoff)
            known = self._found[written] = tuple(near)
        return known or ()
