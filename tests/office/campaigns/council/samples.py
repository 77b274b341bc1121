"""Objects about the council for the access table."""

from __future__ import annotations

from datetime import date, time

from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Session
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World

_OF_SESSIONS = ("session", "edit-session", "lay-minutes", "approve-minutes")


def samples(world: World) -> Samples:
    key = world.campaign.key
    with scopes_disabled():
        session = Session.objects.create(
            campaign=world.campaign,
            number=1,
            held_on=date(2026, 12, 21),
            began=time(8, 30),
            written_by=world.people[Role.COUNCIL_SECRETARY],
        )
    one = {"key": key, "session_key": session.key}
    leaves = {
        name: {**one, "unit_key": unit.key, "node": "2.1.1"}
        for name, unit in (("own", world.own), ("other", world.other))
    }
    return {
        "campaigns:agenda": {"": {"key": key}},
        "campaigns:new-session": {"": {"key": key}},
        **{f"campaigns:{name}": {"": one} for name in _OF_SESSIONS},
        "campaigns:minutes": {"": {**one, "form": "docx"}},
        "campaigns:ruling": leaves,
        "campaigns:take-back-ruling": leaves,
    }
