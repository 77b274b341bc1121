"""What the record says of the running of the office."""

from __future__ import annotations

from chiso.language import text
from chiso.office.ledger.verbs import declare_verbs


def declare() -> None:
    """Called once, when the app is ready."""
    declare_verbs(
        {
            "restored": text("restored the office from the backup of {made_at}"),
            "moved": text("moved the office from SQLite to PostgreSQL"),
            "at_the_console": text("at the console, by {console}: {command}"),
            "task_stopped": text("stopped the task {task}"),
            "task_repeated": text("repeated the task {task}"),
            "demonstration_made": text("made {count} invented accounts"),
            "demonstration_appointed": text("appointed {count} invented people"),
            "demonstration_answers": text("entered made-up answers: {count}"),
            "demonstration_documents": text("put a made-up document beside criteria: {count}"),
        }
    )
