"""The app `plans`."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the app under its own name, its rights, what waits for people, what an erasure takes."""

    name = "chiso.office.plans"
    label = "plans"

    def ready(self) -> None:
        """Declare what the app gives to others."""
        from chiso.office.ledger.erasing import erases
        from chiso.office.plans import calculating, telling
        from chiso.office.plans.access import declare_rights
        from chiso.office.plans.erasing import erase_from_plans
        from chiso.office.plans.waiting import rows_of_plans, tasks_of_plans
        from chiso.office.ui.tasks import contribute

        declare_rights()
        telling.declare()
        calculating.register()
        contribute(tasks_of_plans, rows_of_plans)
        erases("plans", erase_from_plans)
