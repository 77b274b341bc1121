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
        from chiso.office.files.erasing import erase_from_files
        from chiso.office.ledger.erasing import erases

        erases("files", erase_from_files)
        access.declare_rights()
        verbs.declare()
        tasks.register_repeating()
