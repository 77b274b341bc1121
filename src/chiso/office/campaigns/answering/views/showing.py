"""Addresses and small shown things that the pages of an agency share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from chiso.language import Language, Value, listing, text
from chiso.office.campaigns.answering.access import LeafWork
from chiso.office.campaigns.answering.proving import Proof
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Leaf
from chiso.office.files.models import Document
from chiso.office.files.showing import file_shown
from chiso.office.files.views import title_of
from chiso.office.organisation.models import Agency


def leaf_address(campaign: Campaign, agency: Agency, unit: Agency | str, leaf: Leaf) -> str:
    """The page of a leaf. `unit`: the agency, or its key."""
    unit_key = unit if isinstance(unit, str) else unit.key
    return reverse("campaigns:leaf", args=[campaign.key, agency.key, unit_key, leaf.code])


def about_document(document: Document) -> Value:
    """Number, day and issuer of a reference, as far as they are known."""
    parts: list[Value] = [document.number] if document.number else []
    if document.issued_on:
        parts.append(document.issued_on)
    if document.issuer:
        parts.append(document.issuer)
    return listing(parts, " · ")


def proof_shown(work: LeafWork, proof: Proof, language: Language, *, may_write: bool) -> dict[str, Any]:
    """A document beside a leaf for the list of evidence."""
    use, document = proof.use, proof.use.document
    parts: list[Value] = [about_document(document)]
    if use.page:
        parts.append(text("page {page}", page=use.page))
    if use.note:
        parts.append(use.note)
    if proof.revision is not None:
        parts.append(file_shown(proof.revision)["about"])
    if proof.elsewhere > 0:
        parts.append(text("also beside {count} other criteria", count=proof.elsewhere))
    shown = {
        "kind": proof.revision.content.kind.upper() if proof.revision else text("ref.").in_language(language),
        "name": title_of(document),
        "address": reverse("files:document", args=[document.key]),
        "about": listing([part for part in parts if part != listing([])], " · "),
        "action_title": text("Take away"),
        "action_address": "",
    }
    if may_write:
        shown["action_address"] = reverse(
            "campaigns:take-away-evidence",
            args=[work.campaign.key, work.agency.key, work.unit.key, work.leaf.code, use.key],
        )
    return shown
