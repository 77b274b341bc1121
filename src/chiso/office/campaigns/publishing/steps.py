"""An edition as steps: what was done, by whom, when; what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone

from chiso.language import Text, Value, text
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.portal import PORTAL_CHAIN
from chiso.office.ledger.models import Entry

_STATES = ("prepared", "approved", "decided", "sealed", "published")


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `dates` says who and when, or what it waits for."""

    title: Text
    dates: Value
    state: Literal["", "now", "done"]


@dataclass(frozen=True, slots=True)
class Portal:
    """How the last build of the public site ended; `problem` says why it failed."""

    at: datetime
    problem: str


def steps_of(edition: Edition, portal: Portal | None) -> list[Step]:
    """The six steps of an edition. One query."""
    by = _who_did(edition)
    reached = _STATES.index(edition.state) if edition.state in _STATES else -1
    # Without its files the first step is still under way.
    done = reached if edition.folder else -1
    said = [
        (text("Prepared"), edition.prepared_by.full_name, edition.prepared_at),
        (
            text("Approved"),
            edition.approved_by.full_name if edition.approved_by else "",
            edition.approved_at,
        ),
        (text("Decision signed"), *by.get("decision_taken_in", ("", None))),
        (text("Sealed"), *by.get("edition_sealed", by.get("edition_sealed_here", ("", None)))),
        (
            text("Published"),
            edition.published_by.full_name if edition.published_by else "",
            edition.published_at,
        ),
    ]
    steps = [
        Step(title, _dates(who, at) if place <= done else "", _state(place, done, edition))
        for place, (title, who, at) in enumerate(said)
    ]
    return [*steps, _portal_step(edition, portal)]


def portal_of(edition: Edition) -> Portal | None:
    """The last build of the public site since the edition was published; None: it is not built yet."""
    if edition.published_at is None:
        return None
    verbs = ("portal_built", "portal_failed")
    entry = (
        Entry.objects.filter(chain__name=PORTAL_CHAIN, verb__in=verbs, at__gte=edition.published_at)
        .order_by("-pk")
        .first()
    )
    return None if entry is None else Portal(entry.at, str(entry.facts.get("problem", "")))


def _state(place: int, done: int, edition: Edition) -> Literal["", "now", "done"]:
    if place <= done:
        return "done"
    return "now" if place == done + 1 and edition.state != "discarded" else ""


def _portal_step(edition: Edition, portal: Portal | None) -> Step:
    title = text("Public site")
    if edition.state != "published":
        return Step(title, "", "")
    if portal is None:
        return Step(title, text("being built"), "now")
    if portal.problem:
        return Step(title, text("failed"), "now")
    return Step(title, _moment(portal.at), "done")


def _who_did(edition: Edition) -> dict[str, tuple[str, datetime]]:
    """Who did the steps of which the edition itself keeps no name: the last entry of each."""
    verbs = ("decision_taken_in", "edition_sealed", "edition_sealed_here")
    entries = (
        Entry.objects.filter(
            object_kind=Edition._meta.label_lower, object_id=edition.pk, verb__in=verbs, outcome="done"
        )
        .order_by("pk")
        .prefetch_related("words")
    )
    found = {}
    for entry in entries:
        names = [one.text for one in entry.words.all() if one.name == "actor" and one.erased_at is None]
        found[entry.verb] = (names[0] if names else "–", entry.at)
    return found


def _dates(who: str, at: datetime | None) -> Value:
    return text("{who}, {when}", who=who, when=_moment(at)) if at is not None else who


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M, %d/%m/%Y")
