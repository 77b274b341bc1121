"""Erasing a person: names and texts go, the chain still verifies, the entry says under which request.

Each app that keeps what speaks of a person gives an eraser (`erases`). What stays is the number of the
account in the entries: it leads to nobody any more. Backups keep what they held until they are rotated
out; `docs/how-to/office/erase-a-person.md` says what to do about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Model, Q
from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.access import ERASE
from chiso.office.ledger.models import Words
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as apps see it: whom, what they were called, since when, under which request."""

    person: Person
    names: tuple[str, ...]
    at: datetime
    request: str

    def named_in(self, *fields: str) -> Q:
        """Rows in which one of these texts names the person, in small letters or capitals."""
        named = Q(pk__in=())
        if self.names:
            for field in fields:
                named |= Q(**{f"{field}__iregex": _pattern_of(self.names)})
        return named

    def is_named_in(self, words: str) -> bool:
        """Whether a text names the person."""
        return bool(self.names) and re.search(_pattern_of(self.names), words, re.IGNORECASE) is not None

    def replaced_in(self, words: str, gone: str = "–") -> str:
        """A text with `gone` in the place of each name of the person; everything else stays."""
        for name in self.names:
            pattern = re.compile(_pattern_of((name,)), re.IGNORECASE)
            # What stands before is the first group, what stands after the last one that holds no other.
            after = 2 if " " in name else 3
            while found := pattern.search(words):
                words = words[: found.end(1)] + gone + words[found.start(after) :]
        return words

    def taken_out_of(self, value: Any, gone: str = "") -> Any:
        """A value of JSON in which each text that names the person is `gone`."""
        if isinstance(value, str):
            return gone if self.is_named_in(value) else value
        if isinstance(value, list | tuple):
            return [self.taken_out_of(one, gone) for one in value]
        if isinstance(value, dict):
            return {key: self.taken_out_of(one, gone) for key, one in value.items()}
        return value


Eraser = Callable[[Erasure], int]
# A user name of so many letters is no word that others write; nothing shorter than four signs is a name.
_TELLING, _SHORTEST = 8, 4
_ERASERS: dict[str, Eraser] = {}


def _pattern_of(names: tuple[str, ...]) -> str:
    """One of these as words of their own: "Lê An" is not in "Lê Anh", an@a.vn not in lan@a.vn or b.an@a.vn.

    In the notation that Python and PostgreSQL share. Some databases know capitals of plain letters only.
    """
    found = []
    for name in names:
        begin, end = (r"(^|\W)", r"(\W|$)") if " " in name else (_BEFORE, _AFTER)
        found.append(begin + r"\s+".join("".join(map(_sign, part)) for part in name.split()) + end)
    return "|".join(found)


def _sign(sign: str) -> str:
    return re.escape(sign) if sign.isascii() else f"[{sign.lower()}{sign.upper()}]"


# Before and after a user name or an address: dots and hyphens go on with it, unless they stand at an end.
_BEFORE = r"(^|[^\w.+-]|(^|\s)[.+-]+)"
_AFTER = r"([^\w.-]|[.-]+([^\w.-]|$)|$)"


def empty_texts(
    erasure: Erasure, written: Iterable[tuple[type[Model], str, str]], left: Mapping[str, str] | None = None
) -> int:
    """Empty texts that the person wrote, and those that name them; how many.

    `written`: model, the field that says whose a text is ("": nobody's own; only a name makes it go), the
    text. `left`: what then stands in texts of some names, where nothing would be no answer.
    """
    changed = 0
    for model, author, words in written:
        theirs = erasure.named_in(words)
        if author:
            theirs |= Q(**{author: erasure.person})
        rows = model._base_manager.exclude(**{words: ""}).filter(theirs)
        # What a relation filters cannot be updated at once on every database.
        keys = list(rows.values_list("pk", flat=True))
        stays = (left or {}).get(words, "")
        changed += model._base_manager.filter(pk__in=keys).update(**{words: stays})
    return changed


def erases(app: str, eraser: Eraser) -> None:
    """Name the function that erases a person from an app's tables; it returns how many rows it changed."""
    _ERASERS[app] = eraser


def erase_person(*, actor: Person, person: Person, request: str, expected_version: int) -> int:
    """Erase a person who has left; returns how many texts of the ledger were erased.

    `request` is the number of the request, kept with what is erased. Does not reach backups.
    Raises NoRight, Conflict, Incomplete (CH-7310 no request, CH-7311 the person still holds an account).
    """
    decision = require(actor, ERASE, Where())
    problems = _problems(person, request)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = lock_version(person, expected_version)
        erasure = Erasure(current, _names_of(current), timezone.now(), request.strip())
        rows = {app: eraser(erasure) for app, eraser in sorted(_ERASERS.items())}
        erased = _erase_words(erasure)
        _erase_account(current, erasure)
        work.record("erased", current, facts={"request": erasure.request, "texts": erased, "rows": rows})
        touched = [app for app, count in rows.items() if count]
        work.after_commit(lambda: give_back_pages([*touched, "ledger", "people"]))
    return erased


def _problems(person: Person, request: str) -> list[Problem]:
    problems = []
    if not request.strip():
        problems.append(
            Problem(
                "CH-7310",
                Place(field="request"),
                "",
                text("Expected the number of the request under which this person is erased."),
                text("Enter it as it stands on the request; it stays in the record."),
            )
        )
    if person.left_at is None:
        problems.append(
            Problem(
                "CH-7311",
                Place(),
                "",
                text("Expected a person who has left; this account is still in use."),
                text("End the service of this person first."),
            )
        )
    return problems


def _names_of(person: Person) -> tuple[str, ...]:
    """How texts may call a person: what is one ordinary word ("minh") would be found in too many places."""
    names = [person.email] if person.email else []
    if " " in person.full_name.strip():
        names.append(person.full_name.strip())
    if len(person.username) >= _TELLING or not person.username.isalpha():
        names.append(person.username)
    return tuple(name for name in names if len(name) >= _SHORTEST)


def _erase_words(erasure: Erasure) -> int:
    """Empty the texts that speak of the person: linked to them, or naming them."""
    # Who acted under the same name is somebody else.
    speaks = Q(person=erasure.person.pk) | (erasure.named_in("text") & ~Q(name="actor"))
    return Words.objects.filter(speaks, erased_at=None).update(
        salt="", text="", erased_at=erasure.at, erased_by_request=erasure.request
    )


def _erase_account(person: Person, erasure: Erasure) -> None:
    """Leave the row, which entries point to, and nothing in it that names a person."""
    person.username = f"erased-{person.key}"
    person.full_name = ""
    person.email = ""
    person.password = make_password(None)
    person.last_login = None
    person.is_active = False
    person.erased_at = erasure.at
    save_next(person)


def give_back_pages(touched: Iterable[str]) -> None:
    """After words of these apps were erased for good: what the database still holds of them goes as well.

    SQLite: what the log ahead still holds is overwritten (freed pages are by secure_delete). PostgreSQL:
    dead rows go when the tables are vacuumed. Nothing happens within a transaction on PostgreSQL.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql" and not connection.in_atomic_block:
            tables: set[str] = set()
            for app in touched:
                tables |= {model._meta.db_table for model in apps.get_app_config(app).get_models()}
            for table in sorted(tables):
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
