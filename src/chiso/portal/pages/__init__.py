"""What each page shows: one module a kind, each with `pages(site)`, or `groups(site)`
where there are many; no markup, no disk.

`ALL` is in the order of the site. A kind that is not whole is not in it, and nothing links to it:
`site.kinds` holds the names of the modules in `ALL`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from chiso.portal.model import Site
from chiso.portal.page_source import Given
from chiso.portal.pages import (
    carried,
    certainty,
    compare,
    component,
    composite,
    corrections,
    data,
    embed,
    explain,
    feed,
    home,
    method,
    ranking,
    robustness,
    series,
    unit,
    units,
    verify,
)

Pages: TypeAlias = Callable[[Site], Iterator[Given]]

# One line for each kind that is whole.
ALL: tuple[Pages, ...] = (
    home.pages,
    series.groups,
    ranking.groups,
    certainty.groups,
    robustness.groups,
    composite.groups,
    units.pages,
    unit.groups,
    component.groups,
    carried.pages,
    compare.groups,
    data.groups,
    verify.pages,
    method.pages,
    corrections.pages,
    explain.pages,
    embed.groups,
    feed.pages,
)


def kinds_of(pages: Sequence[Pages]) -> frozenset[str]:
    """The kinds of pages, by the names of their modules."""
    return frozenset(one.__module__.rpartition(".")[2] for one in pages)
