"""A list in pages: "51–100 of 200", links that keep the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from chiso.language import Text, text

Row = TypeVar("Row")
MODEL = TypeVar("MODEL", bound=Model)
PAGE_SIZE = 50
PARAMETER = "trang"


@dataclass(frozen=True, slots=True)
class Link:
    """A number in the row of pages; without an address and not here: a gap."""

    number: int
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Pages(Generic[Row]):
    """One page of a list, and the way to the others."""

    rows: Sequence[Row]
    links: list[Link]
    before: str
    after: str
    said: Text
    total: int


def page_of(request: HttpRequest, rows: QuerySet[MODEL] | Sequence[Any], size: int = PAGE_SIZE) -> Pages[Any]:
    """The page that the address asks for; the last where it asks for more than there are."""
    paginator = Paginator(rows, size)
    here = paginator.get_page(request.GET.get(PARAMETER, "1"))
    links = [
        Link(number, _address(request, number), number == here.number)
        if isinstance(number, int)
        else Link(0, "", False)
        for number in paginator.get_elided_page_range(here.number, on_each_side=2, on_ends=1)
    ]
    total = paginator.count
    said = (
        text("{first}–{last} of {total}", first=here.start_index(), last=here.end_index(), total=total)
        if total
        else text("nothing found")
    )
    return Pages(
        list(here.object_list),
        links,
        _address(request, here.previous_page_number()) if here.has_previous() else "",
        _address(request, here.next_page_number()) if here.has_next() else "",
        said,
        total,
    )


def _address(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked[PARAMETER] = str(number)
    return f"{request.path}?{asked.urlencode()}"
