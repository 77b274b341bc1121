"""Plain data for the parts of pages (`ui/pages/parts`); a dictionary with the same keys serves as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.language import Text

Kind: TypeAlias = Literal["", "head", "num", "date", "range", "change", "nowrap", "do"]
Sorted: TypeAlias = Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the name of its value in a row, its title, how it is set.

    `sort`: the address that sorts by it; `is_sorted` where the list is.
    """

    name: str
    title: Text
    kind: Kind = ""
    sort: str = ""
    is_sorted: Sorted = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A phase of a campaign as it is shown."""

    title: Text | str
    dates: Text | str
    state: Literal["done", "now", ""] = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of at most five views of a thing."""

    title: Text | str
    address: str
    is_here: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Crumb:
    """A level of the way to a page; the last has no address."""

    title: Text | str
    address: str = ""
