"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.people"
    label = "people"

    def ready(self) -> None:
        """Declare rights and verbs; hear of wrong passwords."""
        from chiso.office.people import access, lockout, signing, verbs

        access.declare_rights()
        verbs.declare()
        lockout.listen()
        signing.listen()
