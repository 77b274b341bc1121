"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.people"
    label = "people"

    def ready(self) -> None:
        """Declare rights, verbs, notices and tasks; hear of wrong passwords."""
        from chiso.office.ledger.erasing import erases
        from chiso.office.people import access, lockout, signing, telling, verbs
        from chiso.office.people.erasing import erase_from_accounts

        erases("people", erase_from_accounts)
        access.declare_rights()
        verbs.declare()
        telling.declare()
        lockout.listen()
        signing.listen()
