"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.people"
    label = "people"
