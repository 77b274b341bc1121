"""Open findings of an agency, beside its criteria in a campaign."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from chiso.language import text_by_count
from chiso.office.campaigns.beside import Beside
from chiso.office.inspections.access import READ
from chiso.office.inspections.following.access import findings_for
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere


def findings_beside(person: Person, agency: Agency) -> Iterator[Beside]:
    """How many findings of an agency that the reader sees are open, and how many of them are late."""
    if not may_somewhere(person, READ):
        return
    open_ones = findings_for(person).filter(agency=agency, withdrawn_at=None, mended_on=None)
    late = Q(recommendations__deadline__lt=timezone.localdate())
    found = open_ones.order_by().aggregate(
        all=Count("pk", distinct=True), late=Count("pk", distinct=True, filter=late)
    )
    address = f"{reverse('inspections:findings')}?co_quan={agency.key}&tinh_trang=open"
    if found["all"]:
        yield Beside(
            text_by_count("One finding of an inspection is open", "{count} findings of inspections are open",
                          found["all"]),
            address, "warn",
        )  # fmt: skip
    if found["late"]:
        yield Beside(
            text_by_count("One of them is past its deadline", "{count} of them are past their deadline",
                          found["late"]),
            address, "bad",
        )  # fmt: skip
