"""The app `campaigns`."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.campaigns"
    label = "campaigns"
