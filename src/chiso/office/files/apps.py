"""The app `files`."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers the app under its own name."""

    name = "chiso.office.files"
    label = "files"
