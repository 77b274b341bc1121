"""What the app gives to others: rights, notices, what waits for people, what repeats, what erasure takes."""

from __future__ import annotations

from chiso.language import text


def register() -> None:
    """Called once, when the app is ready."""
    from chiso.office.ledger.erasing import erases
    from chiso.office.ledger.selectors import name_chains
    from chiso.office.ledger.verbs import declare_values
    from chiso.office.running.tasks import repeat
    from chiso.office.tasks import services, telling
    from chiso.office.tasks.access import declare_rights
    from chiso.office.tasks.daily import EVERY, remind_of_tasks
    from chiso.office.tasks.erasing import erase_from_tasks
    from chiso.office.tasks.recording import titles_of_chains
    from chiso.office.tasks.shown import WHOSE
    from chiso.office.tasks.waiting import rows_behind, what_waits
    from chiso.office.ui.tasks import contribute

    del services  # their verbs are declared where they are written
    declare_rights()
    declare_values({f"calendar_{whose}": title for whose, title in WHOSE.items()})
    telling.declare()
    contribute(what_waits, rows_behind)
    name_chains(titles_of_chains)
    erases("tasks", erase_from_tasks)
    repeat("tasks.remind", every=EVERY, task=remind_of_tasks, title=text("Remind of tasks by the rules"))
