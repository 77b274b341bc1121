"""The app `notices`."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the app under its own name, and the verbs that it records."""

    name = "chiso.office.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare what the app records."""
        from chiso.office.ledger.verbs import declare_verbs
        from chiso.office.notices.services import VERBS

        declare_verbs(VERBS)
