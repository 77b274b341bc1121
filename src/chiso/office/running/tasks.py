"""What the office does by itself, again and again, and how other apps add to it.

    repeat("files.check", every=timedelta(days=1), task=check_files)       # in AppConfig.ready

A worker puts what is due into the queue; several workers do so once. A repeated task does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from chiso.language import Text, text
from chiso.office.running.models import Due, Progress

KEEP_FINISHED_DAYS = 14
# Clocks of several servers differ by less.
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Repeating:
    """Something that is done every so often."""

    name: str
    every: timedelta
    task: Task[Any, Any]


_REPEATING: dict[str, Repeating] = {}
_TITLES: dict[str, Text] = {}


def repeat(name: str, *, every: timedelta, task: Task[Any, Any], title: Text | None = None) -> None:
    """Have `task`, which takes no arguments, put into the queue every so often; `title` says what it does."""
    _REPEATING[name] = Repeating(name, every, task)
    if title is not None:
        name_task(task, title)


def name_task(task: Task[Any, Any], title: Text) -> None:
    """Say what a task does, for the page that shows it."""
    _TITLES[task.module_path] = title


def title_of(path: str) -> Text | str:
    """What a task does; the name of its function where nobody said."""
    return _TITLES.get(path) or path.rpartition(".")[2]


def enqueue_what_is_due() -> list[str]:
    """Put what is due into the queue; the names. Of several workers one does it."""
    now = timezone.now()
    taken = []
    for name, repeating in _REPEATING.items():
        if _take(name, now - repeating.every, now):
            repeating.task.enqueue()
            taken.append(name)
    return taken


def _take(name: str, before: Any, now: Any) -> bool:
    """Whether it was due and nobody else has taken it.

    Last done tomorrow: the clock ran ahead and was set back; it must not wait until tomorrow for it.
    """
    is_due = Q(last_at__lte=before) | Q(last_at__gt=now + _AHEAD)
    if Due.objects.filter(is_due, name=name).update(last_at=now):
        return True
    if Due.objects.filter(name=name).exists():
        return False
    try:
        _due, made = Due.objects.get_or_create(name=name, defaults={"last_at": now})
    except IntegrityError:
        return False
    return made


@task()
def tidy() -> None:
    """Forget sessions that have ended and tasks that ended a fortnight ago."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=KEEP_FINISHED_DAYS, queue_name="*", verbosity=0)
    from django_tasks_db.models import DBTaskResult

    known = DBTaskResult.objects.values_list("pk", flat=True)
    Progress.objects.exclude(task__in=known).delete()


@task()
def keep_root() -> str:
    """Take a root over the heads of all chains, so that a tail cut tomorrow shows."""
    from chiso.office.ledger.roots import make_root

    return make_root().hash


def register_repeating() -> None:
    """What `running` itself repeats; called once, when the app is ready."""
    tidying = text("Forget ended sessions and old tasks")
    repeat("running.tidy", every=timedelta(days=1), task=tidy, title=tidying)
    rooting = text("Take a root of the record")
    repeat("running.keep_root", every=timedelta(hours=1), task=keep_root, title=rooting)
