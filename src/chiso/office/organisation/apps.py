"""The app `organisation`."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.organisation"
    label = "organisation"
