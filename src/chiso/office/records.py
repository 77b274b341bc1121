"""What every kept thing has: an unguessable key for its address, and a version that a writer must name."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any, TypeVar

from django.db import models

from chiso.office.compiled import Compiled, given
from chiso.office.errors import Conflict

# Without 0, 1, i, l, o: a key may be read out on the telephone.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
KEY_LENGTH = 12


def make_key() -> str:
    """A random key of 12 letters (59 bits)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(KEY_LENGTH))


class Kept(models.Model):
    """A row with a key for addresses; it cannot be guessed, and rights are checked all the same."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=make_key, editable=False)

    class Meta:
        abstract = True


class Versioned(Kept):
    """A row that people change: whoever writes names the version that they saw."""

    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Versioned)


def lock_version(row: Row, expected_version: int, *, given: object = None) -> Row:
    """The row as it stands now, locked to the end of the transaction. Raises Conflict.

    `given` is what was to be saved: the page of the conflict shows it beside what stands.
    """
    current: Row | None = _locked(type(row)).first(pk=row.pk)
    if current is None:
        raise type(row).DoesNotExist
    if current.version != expected_version:
        raise Conflict(current, given, expected_version=expected_version, version=current.version)
    return current


@cache
def _locked(model: type[Row]) -> Compiled[Row]:
    """One row of a model by its primary key, locked to the end of the transaction."""
    meta: Any = model._meta
    return Compiled(
        lambda: model._base_manager.select_for_update().filter(pk=given("pk", meta.pk)).order_by()
    )


def save_next(row: Versioned) -> None:
    """Save the row as its next version."""
    row.version += 1
    row.save()
