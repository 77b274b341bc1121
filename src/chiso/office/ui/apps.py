"""The app `ui`."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.ui"
    label = "ui"
