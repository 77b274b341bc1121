"""What notices say. Each app declares its kinds beside its services:

    declare_kind("people.invited", _say_invited)

    def _say_invited(facts: Facts) -> Said:
        return Said(text("You were invited …"), text("…"), text("Open the invitation"))

Facts are short texts and whole numbers, kept as JSON: no more of a person than the sentence needs. The
words are made when somebody reads them, in the language of the reader. `title` alone goes into a mail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from chiso.language import Text, text

Facts: TypeAlias = Mapping[str, "str | int"]


_OPEN = text("Open")


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words: the sentence, what follows from it (in the office only), what to do."""

    title: Text
    more: Text | str = ""
    button: Text = _OPEN


_KINDS: dict[str, Callable[[Facts], Said]] = {}


def declare_kind(kind: str, say: Callable[[Facts], Said]) -> None:
    """Make a kind of notice known; called once, from AppConfig.ready."""
    _KINDS[kind] = say


def declared_kinds() -> frozenset[str]:
    """All kinds."""
    return frozenset(_KINDS)


def say_notice(kind: str, facts: Facts) -> Said:
    """The words of a notice; of a kind that no app knows any more, that something was told."""
    say = _KINDS.get(kind)
    if say is None:
        return Said(text("Something was told here that this version of the office does not know any more."))
    return say(facts)
