"""What this part gives to others: rights, notices, what waits, what repeats, what campaigns show."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
    from chiso.office.campaigns.beside import stands_beside, stands_beside_criteria
    from chiso.office.inspections.following import keeping, services, telling
    from chiso.office.inspections.following.access import declare_rights
    from chiso.office.inspections.following.beside import findings_beside, findings_beside_criterion
    from chiso.office.inspections.following.waiting import rows_behind, what_waits
    from chiso.office.ui.tasks import contribute

    del services  # their verbs are declared where they are written
    declare_rights()
    telling.declare()
    keeping.register()
    contribute(what_waits, rows_behind)
    stands_beside("inspections", findings_beside)
    stands_beside_criteria("inspections", findings_beside_criterion)
