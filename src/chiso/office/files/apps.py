"""The app `files`."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers the app under its own name, its rights, verbs and what repeats."""

    name = "chiso.office.files"
    label = "files"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.files import access, tasks, verbs

        access.declare_rights()
        verbs.declare()
        tasks.register_repeating()
