"""Objects about agencies for the access table."""

from __future__ import annotations

from chiso.office.organisation.models import ContactPoint, Proposal, Section
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    pairs = {"own": world.own, "other": world.other}
    sections = {name: Section.objects.create(agency=one, name="Văn phòng") for name, one in pairs.items()}
    contacts = {
        name: ContactPoint.objects.create(agency=one, matter="Số liệu") for name, one in pairs.items()
    }
    proposal = Proposal.objects.create(name="don-vi.csv", table="uid,name\n")
    agencies = {name: {"key": one.key} for name, one in pairs.items()}
    return {
        "organisation:agency": agencies,
        "organisation:add-section": agencies,
        "organisation:add-contact": agencies,
        "organisation:section": {name: {"key": one.key} for name, one in sections.items()},
        "organisation:contact": {name: {"key": one.key} for name, one in contacts.items()},
        "organisation:proposal": {"": {"key": proposal.key}},
    }
