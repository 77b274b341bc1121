"""The chain of counts of dossiers as people call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chiso.language import Text, text
from chiso.office.dossiers.access import CHAIN


def titles_of_chains(names: Iterable[str]) -> Mapping[str, Text]:
    """The title of the one that is the chain of dossiers. No query."""
    return {name: text("Dossiers of procedures") for name in names if name == CHAIN}
