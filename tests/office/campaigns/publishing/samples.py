"""Objects about editions for the access table."""

from __future__ import annotations

from chiso.office.campaigns.models import Edition
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World

_STEPS = (
    "edition", "approve-edition", "send-back-edition", "discard-edition", "decide-edition", "seal-edition",
    "seal-edition-here", "publish-edition", "build-portal", "withheld-of-edition",
)  # fmt: skip


def samples(world: World) -> Samples:
    key = world.campaign.key
    edition = Edition.objects.create(
        campaign=world.campaign, number=1, prepared_by=world.people[Role.COORDINATOR]
    )
    one = {"key": key, "edition_key": edition.key}
    return {
        "campaigns:editions": {"": {"key": key}},
        "campaigns:prepare-edition": {"": {"key": key}},
        **{f"campaigns:{name}": {"": one} for name in _STEPS},
        "campaigns:edition-file": {"": {**one, "name": "decision.pdf"}},
    }
