"""The app `ledger`."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.ledger"
    label = "ledger"
