"""Texts where Django's types ask for a `str`: labels, hints and choices of forms.

The parts of pages render them in the reader's language; Django itself never shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chiso.language import Text


def label(said: Text) -> Any:
    """A text as the label, hint or mistake of a field."""
    return said


def options(titles: Mapping[Any, Text]) -> Iterable[tuple[str, Any]]:
    """The choices of a field: value and title, in the order given."""
    return [(str(value), title) for value, title in titles.items()]
