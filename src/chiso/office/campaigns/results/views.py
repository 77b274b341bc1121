"""Pages of results: the simulated ranking for the council and who watches, an agency's own for it alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from chiso.office.campaigns.access import PETITION, READ_COUNCIL, SEE_RESULT, campaign_for
from chiso.office.campaigns.council.access import require_council
from chiso.office.campaigns.models import Campaign, Edition, Petition, Phase
from chiso.office.campaigns.results.access import agency_to_see, where_of_agency
from chiso.office.campaigns.results.layered import STAGE_NAMES, layered_results
from chiso.office.campaigns.results.own import leaves_shown
from chiso.office.campaigns.results.petitions import PETITION_NAMES
from chiso.office.campaigns.results.simulated import places_of, row_of, simulated_rows
from chiso.office.people.guard import needs
from chiso.office.people.rights import may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.paging import page_of

CHANGED = "thay-doi"


@needs(READ_COUNCIL)
@require_safe
def results(request: HttpRequest, key: str) -> HttpResponse:
    """The ranking as it stands, by league, with what each stage changed."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    require_council(person, campaign)
    layered = layered_results(campaign)
    rows = simulated_rows(layered)
    context = {
        "campaign": campaign,
        "league": layered.league,
        "framework": layered.participants.framework,
        "pages": page_of(request, rows),
        "ranked": sum(row.rank is not None for row in rows),
        "count": len(rows),
        "has_classes": any(row.class_title for row in rows),
        "places": places_of(layered),
        "stages": STAGE_NAMES,
        "edition": _published(campaign),
    }
    return render(request, "campaigns/results/results.html.j2", context)


@needs(SEE_RESULT)
@require_safe
def own_result(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """The result of one agency: rank and points, what was changed and why; nothing of others."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    agency = agency_to_see(person, campaign, agency_key)
    layered = layered_results(campaign)
    only_changed = request.GET.get("phan") != "tat-ca"
    with scopes_disabled():
        petitions = list(Petition.objects.filter(campaign=campaign, agency=agency).order_by("-at"))
    context = {
        "campaign": campaign,
        "agency": agency,
        "row": row_of(layered, agency),
        "leaves": leaves_shown(layered, agency, changed=only_changed),
        "only_changed": only_changed,
        "places": places_of(layered),
        "petitions": petitions,
        "petition_names": PETITION_NAMES,
        "may_petition": may(person, PETITION, where_of_agency(campaign, agency)),
        "petition_phase": _petition_phase(campaign),
        "now": timezone.now(),
        "edition": _published(campaign),
    }
    return render(request, "campaigns/results/own.html.j2", context)


def _published(campaign: Campaign) -> Edition | None:
    return Edition.objects.filter(campaign=campaign, state="published").order_by("-number").first()


def _petition_phase(campaign: Campaign) -> Phase | None:
    """The phase of petition that is open, or comes."""
    now = timezone.now()
    return campaign.phases.filter(kind="petition", closes_at__gt=now).order_by("opens_at").first()
