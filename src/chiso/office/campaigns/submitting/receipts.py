"""A receipt: whether what it confirms still stands, and its letter."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.documents.letters import Issuer, ReceiptFacts, receipt_letter, write_pdf
from chiso.language import Language, text
from chiso.office.campaigns.models import Receipt, Submission
from chiso.office.campaigns.participants import participants_with
from chiso.office.campaigns.submitting.content import Content, content_of
from chiso.office.campaigns.submitting.states import number_of
from chiso.office.configuration import configuration
from chiso.office.files.access import chain_of_files
from chiso.office.ledger.models import Entry, Words
from chiso.office.ledger.work import chain_of_agency


@dataclass(frozen=True)
class Check:
    """What stands now beside what a receipt confirms. `later`: a further receipt of the same agency.

    `erased_for`: the requests under which words about a person were erased since, where nothing else changed.
    """

    receipt: Receipt
    content: Content
    later: Receipt | None
    erased_for: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the self-assessment is, to the letter, what was handed in."""
        return self.receipt.content == self.content.digest


def check_receipt(receipt: Receipt) -> Check:
    """Compare a receipt with what stands. For whoever holds it: it says no more than same or changed."""
    content = content_of(participants_with(receipt.campaign, receipt.agency), receipt.agency)
    with scopes_disabled():
        later = (
            Receipt.objects.filter(submission=receipt.submission_id, number__gt=receipt.number)
            .order_by("number")
            .last()
        )
    if later is not None:
        later.campaign = receipt.campaign
    erased_for = () if receipt.content == content.digest else _erased_since(receipt, content)
    return Check(receipt, content, later, erased_for)


def _erased_since(receipt: Receipt, content: Content) -> tuple[str, ...]:
    """Requests of erasures that touched what the agency did here, if no answer and no evidence changed since.

    Whatever changes an answer, or which documents stand beside it, makes another revision; what changes one
    of these documents is told in the record of the agency's files. An erasure does neither. The name of who
    acted is no part of what was handed in.
    """
    with scopes_disabled():
        stands = Submission.objects.filter(pk=receipt.submission_id, revision=receipt.revision)
        if not stands.exists():
            return ()
    files = chain_of_files(receipt.agency)
    documents = {use.document_id for uses in content.evidence.values() for use in uses}
    changed = Entry.objects.filter(
        chain__name=files,
        verb__in=("document_changed", "file_added"),
        object_id__in=documents,
        at__gt=receipt.at,
    )
    chains = (chain_of_agency(receipt.campaign_id, receipt.agency_id), files)
    erased = Words.objects.filter(entry__chain__name__in=chains, erased_at__gt=receipt.at)
    if changed.exists() or not erased.exclude(name="actor").exists():
        return ()
    return tuple(erased.order_by("erased_by_request").values_list("erased_by_request", flat=True).distinct())


def letter_as_pdf(receipt: Receipt, address: str, language: Language) -> bytes:
    """The receipt as a PDF; the same receipt gives the same bytes."""
    return write_pdf(receipt_letter(_facts(receipt, address, language)))


def _facts(receipt: Receipt, address: str, language: Language) -> ReceiptFacts:
    campaign, city = receipt.campaign, configuration().city
    received = timezone.localtime(receipt.at)
    lateness = text("late; marked as such") if receipt.is_late else text("yes")
    follows = [
        text("The agency can read what it submitted, and cannot change it until it is returned or reopened."),
        text("Whoever checks completeness may return it for supplement; the agency is then told."),
    ]
    notice = ""
    if campaign.rehearsal_of_id is not None:
        notice = text("Rehearsal on a copy: nothing of this counts").in_language(language)
    elif campaign.is_sample:
        notice = text("Sample data").in_language(language)
    return ReceiptFacts(
        issuer=Issuer(name=f"Ủy ban nhân dân {city}".strip(), abbreviation="UBND", place=city),
        number=number_of(receipt),
        received=received,
        agency=receipt.agency.name,
        campaign=campaign.title,
        content_hash=receipt.content,
        created=received,
        submitted_by=receipt.by.full_name,
        approved_by=receipt.approved_by.full_name if receipt.approved_by else "",
        revision=receipt.revision,
        leaves=receipt.of_leaves,
        answered=receipt.answered,
        not_applicable=receipt.not_applicable,
        without_evidence=receipt.without_evidence,
        files=receipt.files,
        lateness=lateness.in_language(language),
        follows=tuple(line.in_language(language) for line in follows),
        address=address,
        notice=notice,
        language=language,
    )
