"""The app `notices`."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the app under its own name, and the verbs that it records."""

    name = "chiso.office.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare what the app records, and have mail sent whose task was lost."""
        from chiso.language import text
        from chiso.office.ledger.erasing import erases
        from chiso.office.ledger.verbs import declare_verbs
        from chiso.office.notices.erasing import erase_from_notices
        from chiso.office.notices.mailing import PAUSE, send_due_mail
        from chiso.office.notices.services import VERBS
        from chiso.office.running.tasks import repeat

        declare_verbs(VERBS)
        erases("notices", erase_from_notices)
        repeat("notices.send", every=PAUSE, task=send_due_mail, title=text("Send mail that is due"))
