"""The queue: how far one is, by criterion across agencies and agency by agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chiso.language import Text, text
from chiso.office.campaigns.appraising.access import Room, room_for
from chiso.office.campaigns.appraising.queue import STATES, Counts, Entry, counts_of, entries_of
from chiso.office.errors import NotFound
from chiso.office.people.guard import signed_in
from chiso.office.people.signed_in import person_of
from chiso.office.ui.paging import page_of
from chiso.office.ui.parts import Tab

BY_CRITERION, BY_AGENCY = "tieu-chi", "co-quan"


@dataclass(frozen=True, slots=True)
class Pile:
    """The leaves of one criterion, or of one agency: how far they are, and where they are listed."""

    code: str
    title: Any
    counts: Counts
    address: str


@signed_in
@require_safe
def queue(request: HttpRequest, key: str) -> HttpResponse:
    """How far the reader is, by criterion (`theo` = tieu-chi) or by agency (co-quan)."""
    room = room_for(person_of(request), key)
    order = order_of(request)
    entries = entries_of(room.desk, room.calendar, watching=room.is_watching)
    if order == BY_CRITERION:
        positions = _positions(room)
        entries.sort(key=lambda one: positions[one.leaf.code])
    first = next((one for one in entries if one.is_undone), None)
    context = {
        "campaign": room.campaign,
        "tabs": tabs_of(key, order),
        "order": order,
        "pages": page_of(request, _piles(room, entries, order)),
        "counts": counts_of(entries),
        "first": address_of(key, first, order) if first is not None and not room.is_watching else "",
        "is_watching": room.is_watching,
        "lead": _lead(counts_of(entries)),
    }
    return render(request, "campaigns/appraising/queue.html.j2", context)


def order_of(request: HttpRequest) -> str:
    """How the reader goes through the leaves."""
    return BY_AGENCY if request.GET.get("theo") == BY_AGENCY else BY_CRITERION


def tabs_of(key: str, here: str) -> list[Tab]:
    """The pages of appraising in a campaign."""
    address = reverse("campaigns:appraisal", args=[key])
    return [
        Tab(text("By criterion"), address, here == BY_CRITERION),
        Tab(text("By agency"), f"{address}?theo={BY_AGENCY}", here == BY_AGENCY),
        Tab(
            text("Agreement of two appraisers"),
            reverse("campaigns:appraisal-agreement", args=[key]),
            here == "thong-nhat",
        ),
        Tab(text("Evenness"), reverse("campaigns:appraisal-evenness", args=[key]), here == "dong-deu"),
    ]


def _lead(counts: Counts) -> Text:
    if not counts.total:
        return text("Nothing can be appraised now.")
    if not counts.left:
        return text("All {total} are done.", total=counts.total)
    return text("{left} of {total} are still to be appraised.", left=counts.left, total=counts.total)


def _piles(room: Room, entries: Sequence[Entry], order: str) -> list[Pile]:
    grouped: dict[Any, list[Entry]] = defaultdict(list)
    for one in entries:
        grouped[one.agency.pk if order == BY_AGENCY else one.leaf.code].append(one)
    if order == BY_AGENCY:
        piles = [
            Pile("", rows[0].agency.name, counts_of(rows), pile_address(room, order, rows[0].agency.key))
            for rows in grouped.values()
        ]
        places = {agency.name: place for place, agency in enumerate(room.participants.agencies.values())}
        return sorted(piles, key=lambda pile: places[pile.title])
    return [
        Pile(code, rows[0].leaf.node.title, counts_of(rows), pile_address(room, order, code))
        for code, rows in grouped.items()
    ]


def _positions(room: Room) -> dict[str, int]:
    return {node.code: place for place, node in enumerate(room.participants.framework.leaves)}


def pile_address(room: Room, order: str, what: str) -> str:
    """Where the leaves of a criterion (its code), or of an agency (its key), are listed."""
    name = "campaigns:appraisal-agency" if order == BY_AGENCY else "campaigns:appraisal-criterion"
    return reverse(name, args=[room.campaign.key, what])


@signed_in
@require_safe
def criterion(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """One criterion across all agencies."""
    room = room_for(person_of(request), key)
    leaves = [leaf for leaf in room.desk.leaves if leaf.code == node]
    if not leaves:
        raise NotFound
    entries = entries_of(room.desk, room.calendar, leaves, watching=room.is_watching)
    title = text("{code} {title}", code=node, title=leaves[0].node.title)
    return _list(request, room, entries, BY_CRITERION, title)


@signed_in
@require_safe
def agency(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """All criteria of one agency."""
    room = room_for(person_of(request), key)
    found = next((one for one in room.participants.agencies.values() if one.key == agency_key), None)
    leaves = [leaf for leaf in room.desk.leaves if found is not None and leaf.responsible == found.pk]
    if found is None or not leaves:
        raise NotFound
    entries = entries_of(room.desk, room.calendar, leaves, watching=room.is_watching)
    return _list(request, room, entries, BY_AGENCY, text("{agency}", agency=found.name))


def _list(
    request: HttpRequest, room: Room, entries: Sequence[Entry], order: str, title: Text
) -> HttpResponse:
    state = request.GET.get("trang-thai", "")
    shown = [one for one in entries if _matches(one, state)]
    first = next((one for one in entries if one.is_undone), None)
    key = room.campaign.key
    context = {
        "campaign": room.campaign,
        "title": title,
        "order": order,
        "state": state,
        "filters": _filters(entries),
        "pages": page_of(request, shown),
        "address_of": lambda entry: address_of(key, entry, order),
        "states": STATES,
        "counts": counts_of(entries),
        "lead": _lead(counts_of(entries)),
        "first": address_of(key, first, order) if first is not None and not room.is_watching else "",
        "back": f"{reverse('campaigns:appraisal', args=[key])}?theo={order}",
    }
    return render(request, "campaigns/appraising/list.html.j2", context)


def _matches(entry: Entry, state: str) -> bool:
    return not state or state in (entry.state, entry.asked)


def _filters(entries: Sequence[Entry]) -> list[tuple[str, Text, int]]:
    names: dict[str, Text] = {
        **{str(state): title for state, title in STATES.items()},
        "asked": text("an explanation is waited for"),
        "answered": text("an explanation is to be heard"),
    }
    counted = [(state, title, sum(_matches(one, state) for one in entries)) for state, title in names.items()]
    return [("", text("all"), len(entries)), *(one for one in counted if one[2])]


def address_of(key: str, entry: Entry, order: str) -> str:
    """Where a leaf of the queue is appraised."""
    return address_at(key, entry.unit.key, entry.leaf.code, order)


def address_at(key: str, unit_key: str, node: str, order: str) -> str:
    """Where a leaf is appraised, going on by criterion or by agency."""
    return f"{reverse('campaigns:appraise', args=[key, unit_key, node])}?theo={order}"
