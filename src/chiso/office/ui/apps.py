"""The app `ui`."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the app under its own name, and listens to sign-ins."""

    name = "chiso.office.ui"
    label = "ui"

    def ready(self) -> None:
        """Before Django's own listener: it overwrites the time of the last sign-in."""
        from chiso.office.ui.signing_in import listen

        listen()
