"""Reading evidence: lists and pages, each in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django_scopes import scopes_disabled

from chiso.office.compiled import Compiled, given
from chiso.office.files.access import LINK, READ, READ_APPRAISED, WRITE, open_to_appraiser
from chiso.office.files.models import Content, Document, DocumentUse, Revision, Upload
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import agencies_for, may_somewhere
from chiso.units import make_slug


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader looks for; empty: everything."""

    words: str = ""
    agency: str = ""
    file: str = ""  # with, without, waiting


def search_text_of(number: str, issuer: str, title: str) -> str:
    """What a search looks into: number, issuer, title without marks, apart from one another."""
    return "|".join(make_slug(one) for one in (number, issuer, title) if one)


def documents_for(person: Person, sought: Sought) -> QuerySet[Document]:
    """The documents that a person may read, the newest first, each with its latest file."""
    documents: QuerySet[Document] = Document.objects.select_related("agency").filter(_readable(person))
    slug = make_slug(sought.words)
    if slug:
        documents = documents.filter(search_text__contains=slug)
    if sought.agency:
        documents = documents.filter(agency__key=sought.agency)
    files = Revision.objects.filter(document=OuterRef("pk"))
    if sought.file == "with":
        documents = documents.filter(Exists(files))
    elif sought.file == "without":
        documents = documents.filter(~Exists(files))
    elif sought.file == "waiting":
        documents = documents.filter(Exists(files.filter(content__scan="waiting")))
    latest = Revision.objects.select_related("content").order_by("document", "-number")
    uses = DocumentUse.objects.filter(ended_at=None)
    return documents.prefetch_related(Prefetch("revisions", latest), Prefetch("uses", uses))


def _readable(person: Person) -> Q:
    agencies = agencies_for(person, READ)
    if agencies is None:
        return Q()
    readable = Q(agency__in=agencies)
    if may_somewhere(person, READ_APPRAISED):
        uses = DocumentUse.objects.select_related("campaign", "unit").filter(
            ended_at=None, campaign__closed_at=None
        )
        readable |= Q(pk__in=open_to_appraiser(person, uses))
    return readable


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What the page of a document shows."""

    revisions: list[Revision]
    uses: list[DocumentUse]
    ended: list[DocumentUse]


def document_page(document: Document) -> DocumentPage:
    """Revisions, the latest first; uses that hold and that have ended."""
    uses = list(document.uses.select_related("campaign", "unit", "added_by"))
    return DocumentPage(
        revisions=list(document.revisions.select_related("content", "uploaded_by")),
        uses=[use for use in uses if use.ended_at is None],
        ended=[use for use in uses if use.ended_at is not None],
    )


def agencies_to_write_for(person: Person) -> list[Agency]:
    """The agencies for which a person may enter evidence."""
    keys = agencies_for(person, WRITE)
    agencies = Agency.objects.all() if keys is None else Agency.objects.filter(pk__in=keys)
    return list(agencies)


def agencies_of_documents(person: Person) -> list[Agency]:
    """The agencies whose documents a person may read, for the filter of the list."""
    shown = Document.objects.filter(_readable(person)).values("agency")
    return list(Agency.objects.filter(pk__in=shown))


def places_to_link(person: Person, agency: Agency) -> list[Assignment]:
    """Campaigns that are not closed, with the units for which the agency answers there; each pair once."""
    if not may_somewhere(person, LINK):
        return []
    rows = Assignment.objects.select_related("campaign", "unit").filter(
        responsible=agency, campaign__closed_at=None
    )
    ordered = rows.order_by("-campaign__period", "campaign__title", "unit__sort_key", "node")
    return list({(row.campaign_id, row.unit_id): row for row in ordered}.values())


def bytes_of(agency: Agency) -> int:
    """How many bytes an agency's files take, those on their way among them."""
    return sum(int(size) for (size,) in _SIZES_OF.tuples(of=agency.pk))


def _sizes_of() -> QuerySet[Any, Any]:
    """What an agency keeps, and what is on its way: one sum each, none where there is nothing."""
    of = given("of", BigIntegerField())
    kept = Content.objects.filter(agency=of).exclude(scan="found").order_by()
    coming = Upload.objects.filter(agency=of, state__in=("open", "checked")).order_by()
    summed, other = (rows.values("agency").annotate(all=Sum("size")) for rows in (kept, coming))
    return summed.values_list("all").union(other.values_list("all"), all=True)


_SIZES_OF: Compiled[Any] = Compiled(_sizes_of)


@dataclass(frozen=True, slots=True)
class Storage:
    """What the system administrator sees of the files: counts and keys, no names, no contents.

    `looked_at`: the latest look; `first_unseen`: since when the file waits for one that waits longest;
    `waiting_since`: the same for the scanner.
    """

    contents: int
    size: int
    waiting: int
    held_back: int
    broken: list[Content]
    looked_at: datetime | None
    first_unseen: datetime | None
    waiting_since: datetime | None


def storage_state() -> Storage:
    """How the files on the disk stand, as far as the last look knows. For the whole city."""
    with scopes_disabled():
        contents = Content.objects.exclude(scan="found")
        held_back = Content.objects.filter(scan="found").count()
    waiting = Q(scan="waiting")
    told = contents.aggregate(
        size=Sum("size"),
        count=Count("pk"),
        waiting=Count("pk", filter=waiting),
        waiting_since=Min("stored_at", filter=waiting),
        last_look=Max("looked_at"),
        first_unseen=Min(Coalesce("looked_at", "stored_at")),
    )
    return Storage(
        contents=told["count"],
        size=told["size"] or 0,
        waiting=told["waiting"],
        held_back=held_back,
        broken=list(contents.select_related("agency").exclude(condition="whole").order_by("pk")[:200]),
        looked_at=told["last_look"],
        first_unseen=told["first_unseen"],
        waiting_since=told["waiting_since"],
    )
