"""Reading the record: the history of a thing in plain words, and the whole for those who may see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from django.db.models import BigIntegerField, Model, Q, QuerySet
from django.utils import timezone

from chiso.language import Language, Text, Value, listing, render, text
from chiso.office.compiled import Compiled, given
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verbs import name_of_field, name_of_value, sentence_of
from chiso.office.ledger.work import ACCOUNTS, ORGANISATION
from chiso.office.people.rights import declared, title_of
from chiso.office.people.roles import NAMES, Role

PAGE = 50
_TITLES = {
    ACCOUNTS: text("Accounts"),
    ORGANISATION: text("Agencies"),
    "campaigns": text("Campaigns"),
    "drafting": text("Frameworks"),
    "programmes": text("Programmes"),
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


Namer: TypeAlias = Callable[[Iterable[str]], Mapping[str, Text]]
_NAMERS: list[Namer] = []


def name_chains(namer: Namer) -> None:
    """Let an app give the titles of its chains, for many names at once in a constant number of queries."""
    if namer not in _NAMERS:
        _NAMERS.append(namer)


def _titles(names: Collection[str]) -> dict[str, Text]:
    return {name: title for namer in _NAMERS for name, title in namer(names).items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    id: int
    at: datetime
    chain: str
    title: Text
    sequence: int
    who: Value
    role: Value
    by_stand_in: bool
    said: Text
    reason: Value
    refused: bool
    erased_by: tuple[str, ...]
    object_kind: str
    hash: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader of the record looks for; empty: everything.

    `chain` ends with "/*" for a chain and those below it ("campaign/1/*").
    """

    chain: str = ""
    verb: str = ""
    outcome: str = ""
    actor: int | None = None
    object_kind: str = ""
    first_day: date | None = None
    last_day: date | None = None


def history_of(thing: Model, *, before: int | None = None, limit: int = PAGE) -> list[Line]:
    """The newest entries about a thing; `before` is the id of the last line of the page before.

    Costs the same however long the record is: the index on thing and id carries it.
    """
    entries = Entry.objects.filter(object_kind=thing._meta.label_lower, object_id=thing.pk)
    return _lines(_newest(entries, before, limit))


def entries_of(filters: Filters, *, before: int | None = None, limit: int = PAGE) -> list[Line]:
    """The newest entries that fit. For those who may read the record as a whole."""
    entries = list(_newest(_fitting(filters), before, limit))
    named = _titles({entry.chain.name for entry in entries})
    return [
        replace(line, title=named[line.chain]) if line.chain in named else line for line in _lines(entries)
    ]


def last_entry_by(actor: int) -> int:
    """The number of the last entry that a person left, 0 before the first: it changes with each write."""
    return next((number for (number,) in _LAST_BY.tuples(actor=actor)), 0)


_LAST_BY = Compiled(
    lambda: (
        Entry.objects.filter(actor=given("actor", BigIntegerField())).order_by("-pk").values_list("pk")[:1]
    )
)


def all_lines(filters: Filters) -> Iterator[Line]:
    """Every fitting entry from the first on, a page at a time: for export."""
    after = 0
    while True:
        page = list(_with_words(_fitting(filters).filter(pk__gt=after).order_by("pk"))[:1000])
        if not page:
            return
        yield from _lines(page)
        after = page[-1].pk


def _newest(entries: QuerySet[Entry], before: int | None, limit: int) -> Iterable[Entry]:
    if before is not None:
        entries = entries.filter(pk__lt=before)
    return _with_words(entries.order_by("-pk"))[:limit]


def _with_words(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.select_related("chain").prefetch_related("words")


def _fitting(filters: Filters) -> QuerySet[Entry]:
    entries = Entry.objects.all()
    chain = filters.chain
    if chain.endswith("/*"):
        chain = chain.removesuffix("/*")
        entries = entries.filter(Q(chain__name=chain) | Q(chain__name__startswith=f"{chain}/"))
        chain = ""
    exact = {
        "chain__name": chain,
        "verb": filters.verb,
        "outcome": filters.outcome,
        "actor": filters.actor,
        "object_kind": filters.object_kind,
    }
    entries = entries.filter(**{name: value for name, value in exact.items() if value})
    if filters.first_day:
        entries = entries.filter(at__gte=_start_of(filters.first_day))
    if filters.last_day:
        entries = entries.filter(at__lt=_start_of(filters.last_day + timedelta(days=1)))
    return entries


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _lines(entries: Iterable[Entry]) -> list[Line]:
    return [_line(entry) for entry in entries]


def _line(entry: Entry) -> Line:
    words = {one.name: one for one in entry.words.all()}
    gone = text("(erased)")
    told: dict[str, Value] = {
        name: gone if one.erased_at is not None else one.text for name, one in words.items()
    }
    facts: dict[str, Value] = {name: _shown(value) for name, value in entry.facts.items()}
    if "fields" in entry.facts:
        facts["fields"] = listing([name_of_field(entry.verb, one) or one for one in entry.facts["fields"]])
    who: Value = told.pop("actor", text("the program"))
    reason: Value = told.pop("reason", "")
    return Line(
        id=entry.pk,
        at=entry.at,
        chain=entry.chain.name,
        title=title_of_chain(entry.chain.name),
        sequence=entry.sequence,
        who=who,
        role=NAMES[Role(entry.role)] if entry.role else "",
        by_stand_in=entry.stand_in is not None,
        said=sentence_of(entry.verb, {**facts, **told}),
        reason=reason,
        refused=entry.outcome == "refused",
        erased_by=tuple(
            sorted({one.erased_by_request for one in words.values() if one.erased_at is not None})
        ),
        object_kind=entry.object_kind,
        hash=entry.hash,
    )


def title_of_chain(name: str) -> Text:
    """A chain as people call it; its name is what the verification speaks of."""
    kind, *rest = name.split("/")
    if kind == "campaign" and len(rest) == 1:
        return text("Campaign {number}", number=rest[0])
    if kind == "campaign" and len(rest) == 3:
        return text("Campaign {number}, agency {agency}", number=rest[0], agency=rest[2])
    if kind == "files" and len(rest) == 2:
        return text("Evidence of agency {agency}", agency=rest[1])
    if kind == "drafting" and len(rest) == 1:
        return text("Draft {number}", number=rest[0])
    return _TITLES.get(name) or text("{name}", name=name)


def _shown(value: object) -> Value:
    """A fact as a person reads it: roles, phases and actions by their names, times as times, lists."""
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return listing([_shown(one) for one in value])
    written = str(value)
    if written in NAMES:
        return NAMES[Role(written)]
    if _TIME.match(written):
        return timezone.localtime(datetime.fromisoformat(written)).strftime("%H:%M, %d/%m/%Y")
    if written in declared():
        return title_of(written)
    return name_of_value(written) or written


COLUMNS = (
    "at", "chain", "sequence", "who", "role", "by_stand_in", "outcome", "said", "reason",
    "erased_by", "object_kind", "hash",
)  # fmt: skip


def as_row(line: Line, language: Language) -> list[str]:
    """A line for the table that an auditor takes away; columns as in COLUMNS."""
    return [
        timezone.localtime(line.at).isoformat(timespec="seconds"),
        line.chain,
        str(line.sequence),
        render(line.who, language),
        render(line.role, language),
        "1" if line.by_stand_in else "0",
        "refused" if line.refused else "done",
        line.said.in_language(language),
        render(line.reason, language),
        "; ".join(line.erased_by),
        line.object_kind,
        line.hash,
    ]
