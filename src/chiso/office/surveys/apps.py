"""The app `surveys`."""

from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Registers the app under its own name, its rights, what an erasure takes, what editions carry."""

    name = "chiso.office.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.campaigns.publishing.estimates import provides_estimates
        from chiso.office.ledger.erasing import erases
        from chiso.office.surveys import tasks
        from chiso.office.surveys.access import declare_rights
        from chiso.office.surveys.erasing import erase_from_surveys
        from chiso.office.surveys.published import estimates_of_campaign

        declare_rights()
        tasks.register_repeating()
        erases("surveys", erase_from_surveys)
        provides_estimates("surveys", estimates_of_campaign)
