"""Objects about results and petitions for the access table."""

from __future__ import annotations

from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Petition
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    key, head = world.campaign.key, world.people[Role.AGENCY_HEAD]
    pairs = {"own": world.own, "other": world.other}
    with scopes_disabled():
        petitions = {
            name: Petition.objects.create(
                campaign=world.campaign, agency=agency, unit=agency, words="Xem lại", by=head
            )
            for name, agency in pairs.items()
        }
    agencies = {name: {"key": key, "agency_key": one.key} for name, one in pairs.items()}
    of_petitions = {name: {"key": key, "petition_key": one.key} for name, one in petitions.items()}
    return {
        "campaigns:results": {"": {"key": key}},
        "campaigns:petitions": {"": {"key": key}},
        "campaigns:own-result": agencies,
        "campaigns:make-petition": agencies,
        "campaigns:petition": of_petitions,
        "campaigns:withdraw-petition": of_petitions,
    }
