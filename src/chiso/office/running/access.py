"""Who may look at the running of the office and stop or repeat its background work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django_tasks_db.models import DBTaskResult

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, declare, may
from chiso.office.people.roles import Role

WATCH = "running.watch"
STEER = "running.steer"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(WATCH, Role.SYSTEM_ADMINISTRATOR),
        Right(STEER, Role.SYSTEM_ADMINISTRATOR),
        titles={
            WATCH: text("see how the office runs and what works in the background"),
            STEER: text("stop and repeat what works in the background"),
        },
    )


def get_task_for(actor: Person, key: UUID) -> DBTaskResult[Any, Any]:
    """A task of the background, for somebody who may watch them. Raises NotFound."""
    task: DBTaskResult[Any, Any] | None = DBTaskResult.objects.filter(pk=key).first()
    if task is None or not may(actor, WATCH, Where()):
        raise NotFound
    return task
