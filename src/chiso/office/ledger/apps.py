"""The app `ledger`."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the app under its own name, and who may read the record."""

    name = "chiso.office.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Declare the app's rights."""
        from chiso.office.ledger.access import declare_rights

        declare_rights()
