"""The app `campaigns`."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Registers the app under its own name, and its rights."""

    name = "chiso.office.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.campaigns.access import declare_rights
        from chiso.office.campaigns.answering import registering as answering
        from chiso.office.campaigns.appraising import registering as appraising
        from chiso.office.campaigns.calendar import registering as calendar
        from chiso.office.campaigns.council import registering as council
        from chiso.office.campaigns.erasing import erase_from_campaigns
        from chiso.office.campaigns.publishing import registering as publishing
        from chiso.office.campaigns.results import registering as results
        from chiso.office.campaigns.submitting import registering as submitting
        from chiso.office.campaigns.watching import registering as watching
        from chiso.office.campaigns.workbooks import registering as workbooks
        from chiso.office.ledger.erasing import erases

        declare_rights()
        erases("campaigns", erase_from_campaigns)
        answering.register()
        appraising.register()
        calendar.register()
        council.register()
        publishing.register()
        results.register()
        submitting.register()
        watching.register()
        workbooks.register()
