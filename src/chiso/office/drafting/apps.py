"""The app `drafting`."""

from __future__ import annotations

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """Registers the app under its own name, its rights and verbs."""

    name = "chiso.office.drafting"
    label = "drafting"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.drafting import access, registering, verbs

        access.declare_rights()
        verbs.declare()
        registering.register()
