"""Rights: role × agency × node × phase, stand-ins, separation of duties."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.office.errors import NoRight, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.people import rights
from chiso.office.people.rights import Right, Where, Whose, decide, may, require
from chiso.office.people.roles import Role
from tests.office.making import appoint, assign, make_agency, make_campaign, make_person, open_phase, stand_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two actions as a campaign has them."""
    monkeypatch.setattr(rights, "_RIGHTS", {})
    rights.declare(
        Right("draft.read", Role.AGENCY_OFFICER, Whose.OWN),
        Right("draft.appraise", Role.APPRAISER, Whose.ASSIGNED, frozenset({"appraisal_1"}), not_own=True),
    )


def test_an_officer_reads_the_draft_of_their_own_agency_and_of_no_other() -> None:
    own, other = make_agency(), make_agency()
    officer = make_person()
    appoint(officer, Role.AGENCY_OFFICER, own)
    assert may(officer, "draft.read", Where(own))
    assert not may(officer, "draft.read", Where(other))


def test_the_department_of_justice_appraises_field_2_in_its_phase_and_nothing_else() -> None:
    justice, health, finance = make_agency("Sở Tư pháp"), make_agency("Sở Y tế"), make_agency()
    campaign = make_campaign()
    assign(campaign, health, "2", health, justice)
    assign(campaign, health, "3", health, finance)
    assign(campaign, justice, "2", justice, justice)
    appraiser = make_person()
    appoint(appraiser, Role.APPRAISER, justice)
    where = Where(health, campaign, "2.1.3")
    with pytest.raises(NotNow):
        require(appraiser, "draft.appraise", where)
    open_phase(campaign, "appraisal_1")
    assert may(appraiser, "draft.appraise", where)
    assert not may(appraiser, "draft.appraise", Where(health, campaign, "3.1"))
    own = decide(appraiser, "draft.appraise", Where(justice, campaign, "2.1"))
    assert not own.allowed
    assert own.reason.in_language("en") == "Nobody appraises or decides on their own agency."


def test_a_role_on_some_nodes_ends_at_them() -> None:
    finance, health = make_agency(), make_agency()
    campaign = make_campaign("par-index@2026")
    assign(campaign, health, "", health, finance)
    open_phase(campaign, "appraisal_1")
    appraiser = make_person()
    appoint(appraiser, Role.APPRAISER, finance, nodes=["par-index:6.1"])
    assert may(appraiser, "draft.appraise", Where(health, campaign, "6.1.2"))
    assert not may(appraiser, "draft.appraise", Where(health, campaign, "6.10"))
    assert not may(appraiser, "draft.appraise", Where(health, campaign, "6"))


def test_a_stand_in_acts_for_its_time_and_ends_with_the_appointment() -> None:
    agency = make_agency()
    absent, deputy = make_person(), make_person()
    appointment = appoint(absent, Role.AGENCY_OFFICER, agency)
    made = stand_in(appointment, deputy)
    decision = decide(deputy, "draft.read", Where(agency))
    assert (decision.allowed, decision.by, decision.stand_in) == (True, appointment, made)
    assert not may(deputy, "draft.read", Where(agency), made.ends_at)
    appointment.ended_at = timezone.now() - timedelta(seconds=1)
    appointment.save()
    assert not may(deputy, "draft.read", Where(agency))


def test_who_prepared_a_thing_does_not_decide_on_it() -> None:
    agency = make_agency()
    officer = make_person()
    appoint(officer, Role.AGENCY_OFFICER, agency)
    assert not may(officer, "draft.read", Where(agency, barred=frozenset({officer.pk})))


def test_a_refused_attempt_is_recorded() -> None:
    agency, stranger = make_agency(), make_person()
    with pytest.raises(NoRight) as refused:
        require(stranger, "draft.read", Where(agency))
    assert refused.value.reason.in_language("en") == "You hold no role at present."
    entry = Entry.objects.get()
    assert (entry.verb, entry.outcome, entry.actor, entry.object_id) == (
        "attempted", "refused", stranger.pk, agency.pk,
    )  # fmt: skip
