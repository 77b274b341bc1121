"""Dossiers for tests, all made up, and a count of them by hand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chiso.office.dossiers.counting import Brought
from chiso.office.dossiers.services import Taken, bring_dossiers
from chiso.office.people.models import Person

HEAD = "code,agency,counter,field,received_at,due_at,done_at,channel"
COUNTERS = ("Quầy 1", "Quầy 2", "")
FIELDS = ("Đất đai", "Hộ tịch", "Môi trường")


@dataclass(frozen=True)
class One:
    """A dossier; `done` None: it is open."""

    agency: str
    counter: str
    field: str
    received: date
    due: date
    done: date | None


def some(agencies: Sequence[str], count: int, *, seed: int, first: date, days: int) -> list[One]:
    """Dossiers received from a day on, by chance."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        received = first + timedelta(days=chance.randrange(days))
        done = received + timedelta(days=chance.randrange(60)) if chance.random() < 0.8 else None
        found.append(
            One(
                chance.choice(agencies), chance.choice(COUNTERS), chance.choice(FIELDS), received,
                received + timedelta(days=chance.randrange(1, 30)), done,
            )
        )  # fmt: skip
    return found


def table_of(dossiers: Iterable[One], start: int = 0) -> bytes:
    """The table that one-stop software would write."""
    lines = [HEAD]
    for number, one in enumerate(dossiers, start=start):
        done = one.done.isoformat() if one.done is not None else ""
        lines.append(
            f"D{number},{one.agency},{one.counter},{one.field},{one.received},{one.due},{done},direct"
        )
    return ("\n".join(lines) + "\n").encode()


def by_hand(dossiers: Iterable[One], first: date, last: date) -> Counter[str]:
    """Counts of a period by the definition, dossier by dossier."""
    found: Counter[str] = Counter()
    for one in dossiers:
        if one.received > last or (one.done is not None and one.done < first):
            continue
        found["received" if one.received >= first else "carried_over"] += 1
        if one.done is None or one.done > last:
            found["left"] += 1
            found["left_overdue"] += one.due < last
        else:
            found["done"] += 1
            found["done_late"] += one.done > one.due
            found["done_early"] += one.done < one.due
    return found


def taken(actor: Person, content: bytes, period: str = "2026-05", **more: object) -> Taken:
    """Brought from a file."""
    is_made_up = bool(more.pop("is_made_up", False))
    shape = more.pop("shape", "dossiers")
    assert not more
    brought = Brought(content, "ho-so.csv", "counts" if shape == "counts" else "dossiers", period)
    return bring_dossiers(actor=actor, brought=brought, origin="file", is_made_up=is_made_up)
