"""Agencies at work and their leaves for the access table: those of both agencies."""

from __future__ import annotations

from django_scopes import scopes_disabled

from chiso.office.campaigns.participants import participants_of
from chiso.office.files.models import Document, DocumentUse
from chiso.office.people.roles import Role
from tests.office.routes_samples import Arguments, Samples, World


def samples(world: World) -> Samples:
    campaign = world.campaign
    leaves = {leaf.unit: leaf for leaf in reversed(participants_of(campaign).leaves)}
    agencies: dict[str, Arguments] = {}
    of_leaf: dict[str, Arguments] = {}
    uses: dict[str, Arguments] = {}
    for name, agency in {"own": world.own, "other": world.other}.items():
        leaf = leaves[agency.pk]
        agencies[name] = {"key": campaign.key, "agency_key": agency.key}
        of_leaf[name] = {**agencies[name], "unit_key": agency.key, "node": leaf.code}
        with scopes_disabled():
            document = Document.objects.create(
                agency=agency, title="Báo cáo năm", added_by=world.people[Role.AGENCY_OFFICER]
            )
            use = DocumentUse.objects.create(
                document=document, campaign=campaign, unit=agency, node=leaf.code, added_by=document.added_by
            )
        uses[name] = {**of_leaf[name], "use_key": use.key}
    return {
        "campaigns:agency-work": agencies,
        "campaigns:give-leaves": agencies,
        "campaigns:check-answers": agencies,
        "campaigns:leaf": of_leaf,
        "campaigns:leaf-evidence": of_leaf,
        "campaigns:take-away-evidence": uses,
    }
