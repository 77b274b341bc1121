"""What the app gives to others: rights, notices, what waits, what an erasure takes."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
    from chiso.office.inspections import telling
    from chiso.office.inspections.access import declare_rights
    from chiso.office.inspections.erasing import erase_from_inspections
    from chiso.office.inspections.following.registering import register as register_following
    from chiso.office.inspections.recording import declare, titles_of_chains
    from chiso.office.inspections.waiting import rows_behind, what_waits
    from chiso.office.ledger.erasing import erases
    from chiso.office.ledger.selectors import name_chains
    from chiso.office.ui.tasks import contribute

    declare_rights()
    declare()
    telling.declare()
    name_chains(titles_of_chains)
    contribute(what_waits, rows_behind)
    erases("inspections", erase_from_inspections)
    register_following()
