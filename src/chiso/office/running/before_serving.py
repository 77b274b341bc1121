"""What must be right before the office is served; the doctor finds more, this only what would do harm."""

from __future__ import annotations

from django.db import DatabaseError, connections

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.problems import BadInput, Place, Problem, quote


def refuse_to_serve_if_wrong() -> None:
    """Raise BadInput: CH-7506 real accounts in a demonstration, CH-7507 the tables or static files of another
    version, CH-7508 accounts of a demonstration in a real office, CH-7509 no database.

    Leaves no connection open: processes that are forked must not share one.
    """
    try:
        problems = _other_version() or _mixed_accounts()
    except DatabaseError as error:
        expected = text("Expected a database that answers.")
        mend = text("Start it, and check database_url, disk and rights.")
        raise BadInput([Problem("CH-7509", Place(), quote(type(error).__name__), expected, mend)]) from error
    finally:
        connections.close_all()
    if problems:
        raise BadInput(problems)


def _other_version() -> list[Problem]:
    from chiso.office.running.upgrading import static_is_current, unknown_migrations, waiting_migrations

    if not waiting_migrations() and not unknown_migrations() and static_is_current():
        return []
    expected = text("Expected the database and static files of this version.")
    mend = text("chiso office upgrade --check says what waits; chiso office upgrade does it.")
    return [Problem("CH-7507", Place(), "", expected, mend)]


def _mixed_accounts() -> list[Problem]:
    from chiso.office.people.models import Person

    if configuration().demonstration and Person.objects.filter(is_demonstration=False).exists():
        expected = text("Expected no account of a real person in a demonstration, which names all passwords.")
        mend = text("Take demonstration out of the settings.")
        return [Problem("CH-7506", Place(field="demonstration"), "", expected, mend)]
    in_use = Person.objects.filter(is_demonstration=True, is_active=True)
    if not configuration().demonstration and in_use.exists():
        expected = text("Expected no account of a demonstration here: everybody knows their password.")
        mend = text("Set up an office of its own for real work: chiso office init FOLDER")
        return [Problem("CH-7508", Place(field="demonstration"), "", expected, mend)]
    return []
