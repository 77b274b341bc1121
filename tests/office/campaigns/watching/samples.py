"""Objects of what is watched for the access table."""

from __future__ import annotations

from chiso.office.campaigns.models import Announcement
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    campaign = {"": {"key": world.campaign.key}}
    announcement = Announcement.objects.create(
        campaign=world.campaign, words="Hệ thống mở đến 17:00.", by=world.people["coordinator"]
    )
    target = {"key": world.campaign.key, "unit_key": world.own.key, "node": "2"}
    pages = (
        "schedule", "watch", "pace", "statistics", "leader", "export", "reminders", "reminder-rules",
        "announcements", "targets", "targets-table",
    )  # fmt: skip
    return {
        **{f"campaigns:{name}": campaign for name in pages},
        "campaigns:take-down": {"": {"key": world.campaign.key, "announcement_key": announcement.key}},
        "campaigns:target": {"own, node 2": target},
    }
