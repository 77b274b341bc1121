"""Putting an entry at the end of its chain: the entry, its words, and the chain's new head.

Every write of the office ends here, so the SQL is written by hand, once. On PostgreSQL the three statements
go as one: each would be a way to the server and back while the chain is locked. SQLite has no such form, and
no way to go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from chiso.office.ledger.models import Chain, Entry, Words

_ENTRY_COLUMNS = (
    "chain_id", "sequence", "at", "verb", "outcome", "actor", "role", "stand_in", "agency",
    "object_kind", "object_id", "facts", "digests", "previous", "hash",
)  # fmt: skip
_WORDS_COLUMNS = ("name", "person", "salt", "text", "erased_by_request")


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


_ENTRY = (
    f"INSERT INTO {Entry._meta.db_table} ({', '.join(_ENTRY_COLUMNS)}) "
    f"VALUES ({_places(len(_ENTRY_COLUMNS))}) RETURNING id"
)
_WORDS = f"INSERT INTO {Words._meta.db_table} (entry_id, {', '.join(_WORDS_COLUMNS)}) "
_ROW_OF_WORDS = f"(%s, {_places(len(_WORDS_COLUMNS))})"
_CHAIN = f"UPDATE {Chain._meta.db_table} SET length = %s, head = %s WHERE id = %s"


def append(chain: Chain, entry: Entry, words: Sequence[Words]) -> None:
    """Store an entry that is whole but for its key, its words, and the chain's new length and head.

    Within the transaction that holds the lock of `chain`; entry and chain are as they stand afterwards.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    told = [(one.name, one.person, one.salt, one.text, "") for one in words]
    head = (entry.sequence, entry.hash, chain.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _at_once(cursor, _row_of(entry, connection), told, head)
            (entry.pk,) = cursor.fetchone()
        else:
            cursor.execute(_ENTRY, _row_of(entry, connection))
            (entry.pk,) = cursor.fetchone()
            if told:
                rows = ", ".join([_ROW_OF_WORDS] * len(told))
                cursor.execute(
                    f"{_WORDS} VALUES {rows}", [value for row in told for value in (entry.pk, *row)]
                )
            cursor.execute(_CHAIN, head)
    entry._state.adding = False
    entry._state.db = DEFAULT_DB_ALIAS
    chain.length, chain.head = entry.sequence, entry.hash


def _at_once(cursor: Any, row: Sequence[Any], told: Sequence[Sequence[Any]], head: Sequence[Any]) -> None:
    """All of it as one statement, which gives the key of the entry."""
    parts = [f"WITH entry AS ({_ENTRY})"]
    values = [*row]
    if told:
        each = " UNION ALL ".join(["SELECT id, %s, %s::bigint, %s, %s, %s FROM entry"] * len(told))
        parts.append(f"words AS ({_WORDS} {each})")
        values += [value for one in told for value in one]
    parts.append(f"chain AS ({_CHAIN})")
    cursor.execute(f"{', '.join(parts)} SELECT id FROM entry", [*values, *head])


def _row_of(entry: Entry, connection: Any) -> list[Any]:
    """The values of an entry, as its columns stand above."""
    ops = connection.ops
    return [
        entry.chain_id, entry.sequence, ops.adapt_datetimefield_value(entry.at), entry.verb, entry.outcome,
        entry.actor, entry.role, entry.stand_in, entry.agency, entry.object_kind, entry.object_id,
        ops.adapt_json_value(entry.facts, None), ops.adapt_json_value(entry.digests, None),
        entry.previous, entry.hash,
    ]  # fmt: skip
