"""The page of an auditor: what an edition withholds, and the values to hold against the bundle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chiso.office.campaigns.access import OPEN_WITHHELD, campaign_for
from chiso.office.campaigns.publishing.access import edition_for
from chiso.office.campaigns.publishing.withheld import open_withheld, withheld_of
from chiso.office.campaigns.services import chain_of
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.paging import page_of
from chiso.scoring.withheld import FILE


@needs(OPEN_WITHHELD)
@require_http_methods(["GET", "HEAD", "POST"])
def withheld(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """The digests; by a press the values, as a file."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    require_for_page(person, OPEN_WITHHELD, Where(campaign=campaign, chain=chain_of(campaign)))
    found = edition_for(person, campaign, edition_key)
    if request.method == "POST":
        return hand_out(open_withheld(actor=person, edition=found), f"{found.number:02d}-{FILE}")
    context = {"campaign": campaign, "edition": found, "pages": page_of(request, withheld_of(found))}
    return render(request, "campaigns/publishing/withheld.html.j2", context)
