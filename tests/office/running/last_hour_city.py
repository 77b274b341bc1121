"""Inside the office: the people and the campaign of the harness that kills, and what stands afterwards."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Campaign, Receipt
from chiso.office.campaigns.submitting.receipts import check_receipt
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, assign, make_agency, make_person, open_phase

FRAMEWORK = "one-stop-shop@2018"


def make_city(agencies: int) -> dict[str, Any]:
    """Whoever writes in the harness; a campaign in self-assessment with so many agencies, an officer and a
    head in each."""
    bureau = make_agency("Sở Thử", uid="so-thu")
    for name, role, place in (
        ("dieu-phoi", Role.COORDINATOR, None),
        ("tham-dinh", Role.APPRAISER, bureau),
        ("giam-sat", Role.AUDITOR, None),
        ("can-bo-so", Role.AGENCY_OFFICER, bureau),
    ):
        appoint(make_person(username=name), role, place)
    campaign = Campaign.objects.create(
        kind="units", title="Một cửa, giờ chót", period="2020", framework=FRAMEWORK, is_sample=True
    )
    phase = open_phase(campaign, "self_assessment")
    phase.closes_at += timedelta(days=1)
    phase.save()
    made = []
    for number in range(agencies):
        agency = make_agency(f"Quận thử {number}", uid=f"quan-thu-{number}", kind="quan", level="district")
        assign(campaign, agency, "", agency)
        people = {}
        for name, role in (("officer", Role.AGENCY_OFFICER), ("head", Role.AGENCY_HEAD)):
            person = make_person(username=f"{name}-quan-thu-{number}")
            appoint(person, role, agency)
            people[name] = session_of(person)
        made.append({"key": agency.key, **people})
    return {"campaign": campaign.key, "agencies": made}


def session_of(person: Person) -> str:
    """A session as signing in makes one."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["began_at"] = session["seen_at"] = int(time.time())
    session.create()
    key: str = session.session_key
    return key


def what_stands(key: str) -> dict[str, Any]:
    """Words of the answers, in the table and in the record; receipts by number, and which still hold."""
    with scopes_disabled():
        campaign = Campaign.objects.get(key=key)
        answers = list(Answer.objects.select_related("unit").filter(campaign=campaign))
        units = {one.unit_id: one.unit.key for one in answers}
        recorded: dict[str, list[str]] = defaultdict(list)
        saved = Entry.objects.filter(verb="answer_saved", facts__campaign=campaign.pk)
        for entry in saved.prefetch_related("words").order_by("pk"):
            (note,) = [one.text for one in entry.words.all() if one.name == "note"]
            recorded[f"{units[entry.facts['unit']]} {entry.facts['node']}"].append(note)
        receipts = list(
            Receipt.objects.select_related("campaign", "agency", "submission").filter(campaign=campaign)
        )
        last = {one.agency_id: one for one in sorted(receipts, key=lambda one: one.number)}
        submitted = Entry.objects.filter(
            verb="self_assessment_submitted", chain__name__startswith=f"campaign/{campaign.pk}/"
        )
        return {
            "answers": {f"{one.unit.key} {one.node}": one.note for one in answers},
            "recorded": recorded,
            "receipts": {one.key: one.number for one in receipts},
            "submitted": submitted.count(),
            "verified": {
                one.key: check_receipt(one).is_same
                for one in last.values()
                if one.submission.state == "submitted"
            },
        }
