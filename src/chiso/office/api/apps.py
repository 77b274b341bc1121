"""The app `api`."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the app under its own name, and what erases a person from it."""

    name = "chiso.office.api"
    label = "api"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.api.services import erase_tokens
        from chiso.office.ledger.erasing import erases

        erases("api", erase_tokens)
