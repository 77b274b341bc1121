"""Pieces of a document that every phrasing builds: figures, words, names of inputs and labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from fractions import Fraction

from chiso.figures import write_exact
from chiso.frameworks.document import Tree
from chiso.frameworks.importers.words import without_marks

_LONGEST_KEY = 40


def figure(value: Fraction) -> str:
    """A figure as the document writes it."""
    return write_exact(value)


def said(words: str) -> Tree:
    """Words of the annex, with a capital; they are Vietnamese, and nobody has translated them."""
    words = words.strip(" :,;.–-")
    return {"vi": words[:1].upper() + words[1:]}


def key_for(words: str, taken: Collection[str] = ()) -> str:
    """A key in small ASCII letters for `words`, shortened at a word, unlike those that are taken."""
    parts = re.findall(r"[a-z0-9]+", without_marks(words))
    key = ""
    for part in parts:
        if key and len(key) + 1 + len(part) > _LONGEST_KEY:
            break
        key = f"{key}_{part}" if key else part[:_LONGEST_KEY]
    if not key or not key[0].isalpha():
        key = f"muc_{key}".rstrip("_")
    found, number = key, 2
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


def with_points(rule: dict[str, Tree], points: Mapping[str, Fraction | None]) -> dict[str, Tree]:
    """`rule` with those figures that are given, as text."""
    return {**rule, **{key: figure(value) for key, value in points.items() if value is not None}}
