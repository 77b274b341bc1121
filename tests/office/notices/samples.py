"""Notices for the access table: they belong to one person and to nobody else."""

from __future__ import annotations

from chiso.office.notices.models import Notice
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    officer = Notice.objects.create(person=world.people[Role.AGENCY_OFFICER], kind="welcome")
    somebody = Notice.objects.create(person=world.outsider.person, kind="welcome")
    both = {"of the officer": {"key": officer.key}, "of another": {"key": somebody.key}}
    return {"notices:open": both, "notices:read": both}
