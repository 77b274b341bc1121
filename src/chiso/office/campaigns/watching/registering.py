"""What watching gives to others: notices, tasks, titles of chains, and what repeats."""

from __future__ import annotations

from chiso.language import text


def register() -> None:
    """Called once, when the app is ready."""
    from chiso.office.campaigns.watching.announcing import KIND as ANNOUNCED
    from chiso.office.campaigns.watching.announcing import say_announced
    from chiso.office.campaigns.watching.daily import EVERY, remind
    from chiso.office.campaigns.watching.recording import titles_of_chains
    from chiso.office.campaigns.watching.reminder_words import KIND, say_reminder
    from chiso.office.campaigns.watching.waiting import tasks_of_watching
    from chiso.office.ledger.selectors import name_chains
    from chiso.office.notices.kinds import declare_kind
    from chiso.office.running.tasks import repeat
    from chiso.office.ui.tasks import contribute

    declare_kind(KIND, say_reminder)
    declare_kind(ANNOUNCED, say_announced)
    contribute(tasks_of_watching)
    name_chains(titles_of_chains)
    repeat("campaigns.remind", every=EVERY, task=remind, title=text("Remind agencies by the calendar"))
