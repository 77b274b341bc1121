"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig

from chiso.language import text


class PeopleConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.people"
    label = "people"

    def ready(self) -> None:
        """Declare rights, verbs, notices and tasks; hear of wrong passwords."""
        from chiso.office.ledger.erasing import erases
        from chiso.office.people import access, lockout, mailing, signing, telling, verbs
        from chiso.office.people.erasing import erase_from_accounts
        from chiso.office.running.tasks import name_task

        erases("people", erase_from_accounts)
        access.declare_rights()
        verbs.declare()
        telling.declare()
        name_task(mailing.mail_way_back, text("Mail a link for a new password"))
        lockout.listen()
        signing.listen()
