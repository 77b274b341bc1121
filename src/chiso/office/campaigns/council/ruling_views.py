"""The page of a ruling: what every layer said, and what the council decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_scopes import scopes_disabled

from chiso.language import Language, text
from chiso.office.campaigns.access import RULE, campaign_for
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import Given, given_of
from chiso.office.campaigns.answering.saving import leaf_named
from chiso.office.campaigns.answering.typed import sign_of
from chiso.office.campaigns.council.access import session_for, unit_named
from chiso.office.campaigns.council.forms import RulingForm
from chiso.office.campaigns.council.reasons import KEEP
from chiso.office.campaigns.council.rulings import save_ruling, take_back_ruling, where_of_ruling
from chiso.office.campaigns.council.showing import stages_shown
from chiso.office.campaigns.models import Petition, Question, Ruling, Session
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.results.layered import LayeredResults, layered_results
from chiso.office.errors import Incomplete, NotFound
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem


@needs(RULE)
@require_http_methods(["GET", "HEAD", "POST"])
def ruling(request: HttpRequest, key: str, session_key: str, unit_key: str, node: str) -> HttpResponse:
    """Write down what the council decides on a leaf."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found, unit = session_for(person, campaign, session_key), unit_named(unit_key)
    layered = layered_results(campaign)
    leaf = leaf_named(layered.participants, unit, node)
    require_for_page(person, RULE, where_of_ruling(campaign, unit, node))
    standing = Ruling.objects.filter(session=found, unit=unit, node=node).first()
    language: Language = request.language  # type: ignore[attr-defined]
    asked = asked_of(layered.participants.framework, node)
    stands = _stands(layered, leaf, standing)
    form = keep(request, RulingForm(asked, language, request.POST or None, stands=stands, ruling=standing))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            save_ruling(
                actor=person,
                session=found,
                unit=unit,
                node=node,
                said=form.said(),
                expected_version=expected_version(request),
                sign=sign_of(language),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("The ruling on {node}, {unit} is written.", node=node, unit=unit.name),
                text("It counts once the minutes are approved."),
            )
            return SeeOther(reverse("campaigns:session", args=[key, session_key]))
    context = {
        "campaign": campaign,
        "session": found,
        "unit": unit,
        "leaf": leaf,
        "form": form,
        "problems": problems,
        "version": standing.version if standing else 0,
        "standing": standing,
        "stages": stages_shown(layered, leaf),
        **_beside(found, unit, node),
    }
    return render(request, "campaigns/council/ruling.html.j2", context, status=status_of_form(request))


def _stands(layered: LayeredResults, leaf: Leaf, standing: Ruling | None) -> Given:
    """What the form shows first: the ruling as it stands, else the last answer."""
    last = layered.last(leaf.unit, leaf.code)
    if standing is not None and standing.status != KEEP:
        return given_of(standing)
    return given_of(last) if last is not None else Given(status="missing")


def _beside(session: Session, unit: Agency, node: str) -> dict[str, object]:
    """Petitions and questions about the leaf."""
    with scopes_disabled():
        petitions = Petition.objects.filter(campaign=session.campaign, unit=unit, node__in=(node, ""))
        questions = (
            Question.objects.select_related("asked_by")
            .prefetch_related("replies__by")
            .filter(campaign=session.campaign, unit=unit, node=node)
        )
        return {
            "petitions": list(petitions.exclude(state="withdrawn").select_related("by")),
            "questions": list(questions),
        }


@needs(RULE)
@require_POST
def take_back(request: HttpRequest, key: str, session_key: str, unit_key: str, node: str) -> HttpResponse:
    """Take a ruling back."""
    person = person_of(request)
    found = session_for(person, campaign_for(person, key), session_key)
    standing = (
        Ruling.objects.select_related("session__campaign", "unit")
        .filter(session=found, unit__key=unit_key, node=node)
        .first()
    )
    if standing is None:
        raise NotFound
    take_back_ruling(actor=person, ruling=standing, expected_version=expected_version(request))
    flash(request, text("The ruling on {node} was taken back.", node=node))
    return SeeOther(reverse("campaigns:session", args=[key, session_key]))
