"""One write of the office: a transaction, the lock of a chain, and the entry that tells of it.

    with unit_of_work(chain_of_accounts(), actor=actor) as work:
        …change rows…
        work.record("invited", invitation, facts={"role": role}, words={"name": full_name})

Whatever is raised inside rolls back rows and entry together. Leaving without an entry is a fault of
the program: no write goes untold. What must happen only if the write stands (mail, notices) is given
to `work.after_commit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import CharField
from django.utils import timezone

from chiso.office.compiled import Compiled, given
from chiso.office.ledger.appending import append
from chiso.office.ledger.hashing import digest_of, hash_of_entry, make_salt
from chiso.office.ledger.models import Chain, Entry, Words

if TYPE_CHECKING:
    from chiso.office.people.models import Person
    from chiso.office.people.rights import Decision

ACCOUNTS = "accounts"
ORGANISATION = "organisation"


def chain_of_agency(campaign: int, agency: int) -> str:
    """The chain of what an agency does, and is done to it, in one campaign (keys of both rows)."""
    return f"campaign/{campaign}/agency/{agency}"


@dataclass(slots=True)
class Work:
    """What a service does inside its transaction."""

    chain: Chain
    actor: Person | None
    decision: Decision | None = None
    entries: list[Entry] = field(default_factory=list)

    def record(
        self,
        verb: str,
        thing: models.Model | None,
        *,
        facts: Mapping[str, Any] | None = None,
        words: Mapping[str, str] | None = None,
        outcome: str = "done",
        person: Person | None = None,
    ) -> Entry:
        """Add an entry. `facts` holds values that speak of no person; `words` names and free text.

        `person` is whom the words speak of, where that is not the actor: an erasure finds them by it.
        """
        entry = _append(self, verb, thing, facts or {}, words or {}, outcome, person)
        self.entries.append(entry)
        return entry

    def after_commit(self, do: Callable[[], None]) -> None:
        """Do this once the write stands; never if it is rolled back.

        If it fails, the log tells of it: the write stands, and its answer must not say otherwise.
        """
        transaction.on_commit(do, robust=True)


@contextmanager
def unit_of_work(chain: str, *, actor: Person | None, decision: Decision | None = None) -> Iterator[Work]:
    """A transaction that holds the chain's lock; see the head of this file.

    `actor` None: the program itself.
    """
    with transaction.atomic():
        work = Work(_lock(chain), actor, decision)
        yield work
        assert work.entries, "a write must leave an entry in the ledger"


def _lock(name: str) -> Chain:
    """The chain, locked to the end of the transaction: entries never fork."""
    # One statement where the chain stands already, which is nearly always.
    chain = _CHAIN.first(name=name)
    if chain is not None:
        return chain
    made, _is_new = Chain.objects.get_or_create(name=name)
    return Chain.objects.select_for_update().get(pk=made.pk)


_CHAIN = Compiled(
    lambda: Chain.objects.select_for_update().filter(name=given("name", CharField())).order_by()
)


def _append(
    work: Work,
    verb: str,
    thing: models.Model | None,
    facts: Mapping[str, Any],
    words: Mapping[str, str],
    outcome: str,
    person: Person | None,
) -> Entry:
    chain, by = work.chain, work.decision.by if work.decision else None
    told = dict(words)
    if work.actor is not None:
        told["actor"] = work.actor.full_name
    salts = {name: make_salt() for name in told}
    entry = Entry(
        chain=chain,
        sequence=chain.length + 1,
        at=timezone.now(),
        verb=verb,
        outcome=outcome,
        actor=work.actor.pk if work.actor else None,
        role=by.role if by else "",
        stand_in=work.decision.stand_in.pk if work.decision and work.decision.stand_in else None,
        agency=by.agency_id if by else None,
        object_kind=thing._meta.label_lower if thing is not None else "",
        object_id=thing.pk if thing is not None else None,
        facts=dict(facts),
        digests={name: digest_of(salts[name], value) for name, value in told.items()},
        previous=chain.head,
    )
    entry.hash = hash_of_entry(chain.name, entry.at, entry.__dict__)
    append(
        chain,
        entry,
        [
            Words(
                entry=entry, name=name, person=_whom(name, work.actor, person), salt=salts[name], text=value
            )
            for name, value in told.items()
        ],
    )
    return entry


def _whom(name: str, actor: Person | None, person: Person | None) -> int | None:
    """Of whom a text speaks."""
    of = actor if name == "actor" or person is None else person
    return of.pk if of is not None else None
