"""What a module of pages gives to the build: pages, and groups of pages that are made together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from chiso.language import Language


@dataclass(frozen=True, eq=False)
class PageSource:
    """One page: where it stands and what it shows.

    `key` is the same in both languages. `context` holds plain values; texts, bilingual titles,
    fractions and days in it are made plain by `rendering.as_plain`. `kind` is the kind of page;
    `nav` the entry of the navigation that it belongs to, if it is not the kind. `template` None: the
    page is the `content` as it stands (a table for download, a feed). Where a function gives it, that is
    asked only if the context differs from that of the site before, or if there is no context.
    """

    key: str
    language: Language
    address: str
    template: str | None
    context: Mapping[str, Any]
    kind: str
    title: str
    description: str = ""
    content: bytes | Callable[[], bytes] | None = None
    nav: str = ""
    # What its content was made of, if that is to be found again by `Site.remembered`.
    made_of: str = ""
    # Type, title and address of each feed that the page names.
    feeds: tuple[tuple[str, str, str], ...] = field(default=())


@dataclass(frozen=True, eq=False)
class PageGroup:
    """Pages and files that are made together: they are kept together if nothing changed that they read.

    `make` reads what changes from build to build only while it runs, through the objects of the site that
    note it (`chiso.portal.reads`); what it holds from before (a unit, an edition, the components of a
    series) must follow from the register of units, the frameworks and the theme, or stand in `given` as
    well. `key` is its own.
    """

    key: str
    make: Callable[[], Iterator[PageSource]]
    given: str = ""


# What a module of pages gives to the build.
Given: TypeAlias = PageSource | PageGroup


def all_pages(given: Iterator[Given]) -> Iterator[PageSource]:
    """Every page, those of groups made."""
    for one in given:
        if isinstance(one, PageGroup):
            yield from one.make()
        else:
            yield one
