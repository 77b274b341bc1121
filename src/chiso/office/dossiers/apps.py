"""The app `dossiers`."""

from __future__ import annotations

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Registers the app under its own name, its rights, what an erasure takes."""

    name = "chiso.office.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.dossiers import services
        from chiso.office.dossiers.access import declare_rights
        from chiso.office.dossiers.erasing import erase_from_dossiers
        from chiso.office.dossiers.recording import titles_of_chains
        from chiso.office.ledger.erasing import erases
        from chiso.office.ledger.selectors import name_chains

        del services  # its verbs are declared where they are written
        declare_rights()
        name_chains(titles_of_chains)
        erases("dossiers", erase_from_dossiers)
