"""Evidence beside a leaf: what stands there, what the agency's shelf holds, a reference entered at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Prefetch, prefetch_related_objects

from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.compiled import Compiled, given
from chiso.office.errors import NotFound
from chiso.office.files.models import Document, DocumentUse, Revision, Upload
from chiso.office.files.services.documents import Facts, add_document
from chiso.office.files.services.uses import link_document
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.units import make_slug

# So many documents of the shelf are offered at once; the search finds the others.
MOST_OFFERED = 30


@dataclass(frozen=True, slots=True)
class Proof:
    """A document beside a leaf, with the latest form of its file."""

    use: DocumentUse
    revision: Revision | None
    elsewhere: int  # how many other leaves it stands beside in this campaign


def proofs_of(campaign: Campaign, leaf: Leaf) -> list[Proof]:
    """What stands beside a leaf. Three queries."""
    uses = _BESIDE.rows(campaign=campaign.pk, unit=leaf.unit, node=leaf.code)
    latest = Revision.objects.select_related("content", "uploaded_by").order_by("document", "-number")
    others = DocumentUse.objects.filter(campaign=campaign, ended_at=None)
    if uses:
        prefetch_related_objects(
            uses, Prefetch("document__revisions", latest), Prefetch("document__uses", others)
        )
    return [
        Proof(use, next(iter(use.document.revisions.all()), None), len(use.document.uses.all()) - 1)
        for use in uses
    ]


_BESIDE = Compiled(
    lambda: (
        DocumentUse.objects.select_related("document__agency", "added_by")
        .filter(
            campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField()),
            node=given("node", CharField()), ended_at=None,
        )
        .order_by("pk")
    )
)  # fmt: skip


def shelf_of(campaign: Campaign, agency: Agency, leaf: Leaf, words: str = "") -> list[Document]:
    """Documents of the agency that do not stand beside this leaf yet, the newest first."""
    beside = DocumentUse.objects.filter(campaign=campaign, unit=leaf.unit, node=leaf.code, ended_at=None)
    documents = Document.objects.filter(agency=agency).exclude(pk__in=beside.values("document"))
    slug = make_slug(words)
    if slug:
        documents = documents.filter(search_text__contains=slug)
    latest = Revision.objects.select_related("content").order_by("document", "-number")
    return list(documents.prefetch_related(Prefetch("revisions", latest))[:MOST_OFFERED])


def document_of_shelf(agency: Agency, key: str) -> Document:
    """A document of an agency by its key. Raises NotFound."""
    found = _ON_THE_SHELF.first(of=agency.pk, key=key)
    if found is None:
        raise NotFound
    return found


_ON_THE_SHELF = Compiled(
    lambda: (
        Document.objects.select_related("agency")
        .filter(agency=given("of", BigIntegerField()), key=given("key", CharField()))
        .order_by()
    )
)


def use_beside(campaign: Campaign, leaf: Leaf, key: str) -> DocumentUse:
    """A document's use beside a leaf by its key. Raises NotFound."""
    uses = DocumentUse.objects.select_related("document__agency", "campaign", "unit")
    place = {"campaign": campaign, "unit": leaf.unit, "node": leaf.code, "ended_at": None}
    found: DocumentUse | None = uses.filter(key=key, **place).first()
    if found is None:
        raise NotFound
    return found


def prove_by_new(
    *,
    actor: Person,
    campaign: Campaign,
    agency: Agency,
    unit: Agency,
    leaf: Leaf,
    facts: Facts,
    upload: Upload | None = None,
    marking_confirmed: bool = False,
    what: str = "",
    participants: Participants | None = None,
) -> DocumentUse:
    """Enter a document and put it beside a leaf. Two writes: if the second is refused, the shelf has it.

    `participants`: as in `link_document`. Raises what `add_document` and `link_document` raise.
    """
    document = add_document(
        actor=actor, agency=agency, facts=facts, upload=upload, marking_confirmed=marking_confirmed
    )
    return link_document(
        actor=actor,
        document=document,
        campaign=campaign,
        unit=unit,
        node=leaf.code,
        page=facts.page,
        note=what,
        participants=participants,
    )
