"""A task as it stands now, locked, if something may still be done about it."""

from __future__ import annotations

from chiso.office.errors import Incomplete
from chiso.office.records import lock_version
from chiso.office.tasks.models import Task
from chiso.office.tasks.problems import closed


def lock_open(task: Task, expected_version: int, *, given: object = None) -> Task:
    """The task, locked to the end of the transaction. Raises Conflict, Incomplete (CH-8457 at its end)."""
    current = lock_version(task, expected_version, given=given)
    if current.confirmed_at is not None or current.withdrawn_at is not None:
        raise Incomplete([closed()])
    # What belongs to it was read with the page and does not change.
    current.owner, current.given_for = task.owner, task.given_for
    return current
