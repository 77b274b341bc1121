"""Receipts: the page that checks one, its letter, and the text that it confirms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chiso.language import Language
from chiso.office.campaigns.submitting.access import may_read, receipt_for
from chiso.office.campaigns.submitting.receipts import check_receipt, letter_as_pdf
from chiso.office.campaigns.submitting.states import number_of
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import NotFound
from chiso.office.people.guard import signed_in
from chiso.office.people.signed_in import person_of


@signed_in
@require_safe
def receipt(request: HttpRequest, key: str, receipt_key: str) -> HttpResponse:
    """A receipt, and whether what it confirms still stands."""
    found = receipt_for(person_of(request), key, receipt_key)
    check = check_receipt(found)
    context = {
        "campaign": found.campaign,
        "receipt": found,
        "number": number_of(found),
        "check": check,
        "later_number": number_of(check.later) if check.later else "",
        "may_read": may_read(person_of(request), found),
    }
    return render(request, "campaigns/submitting/receipt.html.j2", context)


@signed_in
@require_safe
def receipt_letter(request: HttpRequest, key: str, receipt_key: str) -> HttpResponse:
    """The receipt as PDF, for the agency and for who watches the whole."""
    person = person_of(request)
    found = receipt_for(person, key, receipt_key)
    if not may_read(person, found):
        raise NotFound
    address = request.build_absolute_uri(reverse("campaigns:receipt", args=[key, found.key]))
    language: Language = getattr(request, "language", "vi")
    return hand_out(letter_as_pdf(found, address, language), f"bien-nhan-{number_of(found)}.pdf")


@signed_in
@require_safe
def receipt_content(request: HttpRequest, key: str, receipt_key: str) -> HttpResponse:
    """The text whose digest the receipt holds, while it stands as it was submitted."""
    person = person_of(request)
    found = receipt_for(person, key, receipt_key)
    check = check_receipt(found)
    if not may_read(person, found) or not check.is_same:
        raise NotFound
    return hand_out(check.content.written, f"noi-dung-{number_of(found)}.json")
