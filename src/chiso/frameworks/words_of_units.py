"""For whom a thing is, as a person reads it: levels by their names, kinds and groups as they stand."""

from __future__ import annotations

from chiso.frameworks.parts import AppliesTo
from chiso.language import Listing, Text, Value, listing, text

LEVELS_IN_WORDS: dict[str, Text] = {
    "ministry": text("ministry"),
    "province": text("province"),
    "district": text("district"),
    "commune": text("commune"),
    "office": text("office"),
}


def audience_in_words(applies_to: AppliesTo) -> Listing:
    """The units that a thing is for; each list of conditions after the other."""
    levels: list[Value] = [LEVELS_IN_WORDS.get(level, level) for level in applies_to.levels]
    lists = (levels, applies_to.kinds, applies_to.groups, applies_to.units)
    return listing((listing(one) for one in lists if one), "; ")
