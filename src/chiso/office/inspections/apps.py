"""The app `inspections`."""

from __future__ import annotations

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Registers the app under its own name, and what it gives to others."""

    name = "chiso.office.inspections"
    label = "inspections"

    def ready(self) -> None:
        """Declare rights, verbs, what waits for people, what an erasure takes."""
        from chiso.office.inspections.registering import register

        register()
