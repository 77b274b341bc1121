"""The app `campaigns`."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Registers the app under its own name, and its rights."""

    name = "chiso.office.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.campaigns.access import declare_rights

        declare_rights()
