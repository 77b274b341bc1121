"""The app `organisation`."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Registers the app under its own name, its rights, and what erases a person from it."""

    name = "chiso.office.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.ledger.erasing import erases
        from chiso.office.organisation.access import declare_rights
        from chiso.office.organisation.erasing import erase_from_organisation
        from chiso.office.organisation.waiting import rows_of_organisation, tasks_of_organisation
        from chiso.office.ui.tasks import contribute

        declare_rights()
        erases("organisation", erase_from_organisation)
        contribute(tasks_of_organisation, rows_of_organisation)
