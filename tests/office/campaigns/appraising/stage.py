"""What the tests of appraising need: answers of agencies, and shorter words for appraising one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import write_layer
from chiso.office.campaigns.appraising.services import appraise_leaf
from chiso.office.campaigns.models import Answer, Question
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.scoping import reach_of
from chiso.scoring.layers import Layer
from tests.office.campaigns.making import Running

# Criterion 5: a district gets 2 points where half of its procedures are done whole at the one-stop
# shop, else 1.
NODE = "5"


def share(numerator: int, denominator: int) -> Given:
    """What an agency says about that criterion."""
    whole = InputRow("whole_share", numerator=str(numerator), denominator=str(denominator))
    received = InputRow("reception_share", numerator=str(denominator), denominator=str(denominator))
    return Given((whole, received))


def say(
    made: Running,
    unit: Agency,
    given: Given,
    *,
    node: str = NODE,
    layer: Layer = "self_assessed",
    by: str = "officer",
) -> Answer:
    """Let a layer stand, whatever phase is open."""
    with (
        scopes_disabled(),
        unit_of_work(chain_of_agency(made.campaign.pk, unit.pk), actor=made.people[by]) as work,
    ):
        leaf = made.participants.leaf(unit, node)
        assert leaf is not None
        stands = Answer.objects.filter(
            campaign=made.campaign, unit=unit, node=node, layer=layer, seat=1
        ).first()
        version = stands.version if stands is not None else 0
        return write_layer(work, made.campaign, leaf, layer, given, expected_version=version)


def appraise(
    made: Running,
    unit: Agency,
    given: Given | None = None,
    *,
    by: str = "appraiser",
    node: str = NODE,
    expected: int = 0,
    seen: int = 1,
) -> Answer:
    """Appraise as a person of the campaign; without `given` agree."""
    person = made.people[by]
    with scope(agency=reach_of(person)):
        return appraise_leaf(
            actor=person,
            campaign=made.campaign,
            unit=unit,
            node=node,
            agrees=given is None,
            given=given or Given(),
            expected_version=expected,
            seen_version=seen,
            sign=".",
        )


def later(days: float) -> datetime:
    """So many days from now."""
    return timezone.now() + timedelta(days=days)


def signed_in(person: Person) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page_of(response: Any) -> str:
    """The words of a page."""
    return str(response.content.decode())


def question_of(made: Running) -> Question:
    """The only question."""
    with scopes_disabled():
        return Question.objects.select_related("campaign", "unit", "agency", "asked_by").get()
