"""What the database tells: migrations, load, clock, accounts, tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from chiso.language import text
from chiso.office.configuration import configuration, home
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.running.findings import Finding, Weight
from chiso.office.running.queue import count_by_status, living_workers, oldest_waiting

# SQLite writes one after another. Cautious limits: below them a writer hardly ever waits for another.
MOST_PEOPLE_ON_SQLITE = 300
LARGEST_SQLITE = 4_000_000_000
MOST_WRITES_AN_HOUR = 20_000
SKEW = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)


def migrations_wait() -> Iterator[Finding]:
    """The tables are not those of this version."""
    from chiso.office.running.upgrading import unknown_migrations, waiting_migrations

    count = len(waiting_migrations())
    if count:
        yield Finding(
            "CH-7554",
            Weight.ERROR,
            text("{count} migrations wait: the database is not that of this version.", count=count),
            text("Upgrade with: chiso office upgrade"),
        )
    unknown = unknown_migrations()
    if unknown:
        yield Finding(
            "CH-7554",
            Weight.ERROR,
            text("The database is of a later version: it knows {migration}.", migration=unknown[0]),
            text("Install that version again; going back needs a backup from before the upgrade."),
        )


def sqlite_is_beyond_its_load() -> Iterator[Finding]:
    """SQLite serves a district; beyond some hundred people PostgreSQL does better."""
    if connection.vendor != "sqlite":
        return
    people = Person.objects.filter(is_active=True).count()
    size = (home() / "office.sqlite3").stat().st_size if (home() / "office.sqlite3").exists() else 0
    writes = Entry.objects.filter(at__gt=timezone.now() - timedelta(hours=1)).count()
    for number, most, found in (
        (people, MOST_PEOPLE_ON_SQLITE, text("{count} people work on SQLite.", count=people)),
        (size, LARGEST_SQLITE, text("The SQLite file has {count} MB.", count=size // 1_000_000)),
        (writes, MOST_WRITES_AN_HOUR, text("SQLite took {count} writes in the last hour.", count=writes)),
    ):
        if number > most:
            mend = text("Move to PostgreSQL (docs/how-to/office/operate.md), where writes do not queue.")
            yield Finding("CH-7555", Weight.WARNING, found, mend)


def clock_is_set_back() -> Iterator[Finding]:
    """The record holds an entry from the future: the clock was set back, or it was ahead then."""
    latest = Entry.objects.aggregate(latest=Max("at"))["latest"]
    now = timezone.now()
    if latest is not None and latest - now > SKEW:
        yield Finding(
            "CH-7556",
            Weight.ERROR,
            text(
                "The clock shows {now}, but the record goes up to {latest}: it was set back, or ran ahead.",
                now=_written(now),
                latest=_written(latest),
            ),
            text("Set the clock by the network (timedatectl set-ntp true). Deadlines follow it."),
        )


def clock_differs_from_the_database() -> Iterator[Finding]:
    """Server and database disagree about the time."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    seconds = int(abs((theirs - before).total_seconds()))
    if seconds > SKEW.total_seconds():
        yield Finding(
            "CH-7557",
            Weight.ERROR,
            text("The clock of the database differs by {seconds} seconds.", seconds=seconds),
            text("Set both clocks by the network (timedatectl set-ntp true)."),
        )


def real_data_in_demonstration() -> Iterator[Finding]:
    """The page for signing in would name passwords in a real office."""
    if configuration().demonstration and Person.objects.filter(is_demonstration=False).exists():
        yield Finding(
            "CH-7558",
            Weight.ERROR,
            text("Demonstration mode is on, and there are real accounts here."),
            text("Take demonstration out of the settings."),
        )


def nobody_administers() -> Iterator[Finding]:
    """Nobody could invite or help the others."""
    today = timezone.localdate()
    role = Role.ACCOUNT_ADMINISTRATOR
    standing = Person.objects.filter(
        is_active=True, left_at=None, appointments__role=role, appointments__ended_at=None,
        appointments__valid_from__lte=today,
    ).exclude(appointments__role=role, appointments__valid_to__lt=today)  # fmt: skip
    if not standing.exists():
        yield Finding(
            "CH-7559",
            Weight.WARNING,
            text("Nobody administers the accounts."),
            text("Invite somebody: chiso office users invite --role account_administrator …"),
        )


def tasks_wait() -> Iterator[Finding]:
    """Nobody takes what waits."""
    oldest = oldest_waiting()
    if oldest is not None and timezone.now() - oldest > LONGEST_WAIT:
        minutes = int((timezone.now() - oldest).total_seconds() // 60)
        mend = text("Look at the log of the worker: journalctl -u chiso-office-work")
        if not living_workers():
            mend = text("No worker lives; start one: systemctl start chiso-office-work")
        yield Finding(
            "CH-7560",
            Weight.ERROR,
            text("A task of the background waits since {minutes} minutes.", minutes=minutes),
            mend,
        )


def tasks_failed() -> Iterator[Finding]:
    """Tasks that failed and that nobody has looked at."""
    failed = count_by_status()["FAILED"]
    if failed:
        yield Finding(
            "CH-7561",
            Weight.WARNING,
            text("{count} tasks of the background have failed.", count=failed),
            text("The administrator of the system sees them under “Running” and may repeat them."),
        )


def _written(at: object) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S, %d/%m/%Y")  # type: ignore[arg-type]
