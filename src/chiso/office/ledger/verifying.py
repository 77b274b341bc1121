"""Verifying the record: every entry, link, text, head and root, in one pass over each table.

Found and named by chain and place: an altered entry (CH-7301), a removed one (CH-7302), an inserted or
exchanged one (CH-7303), a cut tail (CH-7304), a dropped chain (CH-7305), altered or missing words
(CH-7306), an altered or removed root (CH-7307), and a record that is older than a root which is kept
outside it (CH-7308), as after a restored backup.

The work is linear in the entries and holds one page of them in memory. It may be stopped: `Progress`
says how far each chain is proved, and a later call goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from chiso.language import Text, text
from chiso.office.ledger.hashing import FIELDS, digest_of, hash_of_entry
from chiso.office.ledger.models import Chain, Entry, Root, Words
from chiso.office.ledger.roots import Anchor, hash_of_root
from chiso.problems import Place, Problem

_PAGE = 2_000
_COLUMNS = ("id", "chain_id", "at", "hash", *FIELDS)
Proved = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: how many entries, chains, texts and roots; every problem, first things first.

    `proved` gives, for each chain that is whole so far, its last proved place and hash.
    """

    entries: int
    chains: int
    words: int
    erased: int
    roots: int
    problems: tuple[Problem, ...]
    proved: Proved

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


@dataclass(slots=True)
class _State:
    problems: list[Problem] = field(default_factory=list)
    proved: dict[str, tuple[int, str]] = field(default_factory=dict)
    entries: int = 0
    words: int = 0
    erased: int = 0


def verify_ledger(
    *,
    anchors: Iterable[Anchor] = (),
    proved: Proved | None = None,
    progress: Callable[[int, Proved], None] | None = None,
) -> Verified:
    """Verify all chains against themselves, their words, the roots and the `anchors` kept elsewhere.

    `proved` is that of an earlier call: entries up to there are not read again, except that the last of
    them must still bear the hash that it had. `progress` is told, page by page, how many entries were read
    and how far the chains are proved by then: whoever keeps that may stop at any time.
    """
    state = _State(proved=dict(proved or {}))
    roots = list(Root.objects.order_by("pk"))
    marks = _marks_of(roots, anchors)
    chains = {chain.pk: chain for chain in Chain.objects.order_by("name")}
    for chain in chains.values():
        _verify_chain(chain, marks.get(chain.name, {}), state, progress)
    state.problems += _dropped_chains(marks, {chain.name for chain in chains.values()})
    state.problems += _verify_roots(roots, anchors)
    return Verified(
        state.entries, len(chains), state.words, state.erased, len(roots), tuple(state.problems), state.proved
    )


Marks = dict[str, dict[int, str]]


def _marks_of(roots: Sequence[Root], anchors: Iterable[Anchor]) -> Marks:
    """What roots and anchors say of each chain: the hash that stood at a place."""
    marks: Marks = {}
    heads = [root.heads for root in roots] + [anchor.heads for anchor in anchors]
    for one in heads:
        for name, (length, head) in one.items():
            marks.setdefault(name, {})[length] = head
    return marks


def _verify_chain(
    chain: Chain, marks: dict[int, str], state: _State, progress: Callable[[int, Proved], None] | None
) -> None:
    """One chain from where it was proved to its end."""
    sequence, previous = state.proved.get(chain.name, (0, ""))
    if sequence and not Entry.objects.filter(chain=chain, sequence=sequence, hash=previous).exists():
        state.problems.append(_altered(chain.name, sequence))
        state.proved.pop(chain.name, None)
        sequence, previous = 0, ""
    is_whole = True
    for page in _pages(chain, sequence):
        texts = _words_of(page)
        for row in page:
            problems = _verify_entry(chain, row, sequence, previous, texts.get(row["id"], {}), state)
            if marks.get(row["sequence"], row["hash"]) != row["hash"] and not problems:
                problems = [_exchanged(chain.name, row["sequence"])]
            state.problems += problems
            is_whole = is_whole and not problems
            sequence, previous = row["sequence"], row["hash"]
            if is_whole:
                state.proved[chain.name] = (sequence, previous)
        state.entries += len(page)
        if progress is not None:
            progress(state.entries, state.proved)
    longest = max([chain.length, *marks], default=0)
    if sequence < longest:
        state.problems.append(_cut(chain.name, sequence, longest))
    elif is_whole and (chain.length, chain.head) != (sequence, previous):
        state.problems.append(_wrong_head(chain.name, sequence))


def _pages(chain: Chain, after: int) -> Iterator[list[dict[str, Any]]]:
    """The entries of a chain after a place, page by page, by key: no page costs more than the first."""
    last = (after, 0)
    while True:
        rows = Entry.objects.filter(chain=chain, sequence__gte=last[0]).order_by("sequence", "id")
        page = [row for row in rows.values(*_COLUMNS)[: _PAGE + 1] if (row["sequence"], row["id"]) > last]
        page = [row for row in page if row["sequence"] > after]
        if not page:
            return
        yield page
        last = (page[-1]["sequence"], page[-1]["id"])


class _Said(NamedTuple):
    """A text of an entry: bare columns, since a model a text would take half of the time."""

    salt: str
    text: str
    is_erased: bool


def _words_of(page: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, _Said]]:
    """The words of a page's entries, by entry and name."""
    rows = Words.objects.filter(entry_id__in=[row["id"] for row in page]).values_list(
        "entry_id", "name", "salt", "text", "erased_at", "erased_by_request"
    )
    found: dict[int, dict[str, _Said]] = {}
    for entry, name, salt, words, erased_at, request in rows:
        is_erased = erased_at is not None and bool(request) and not words and not salt
        found.setdefault(entry, {})[name] = _Said(salt, words, is_erased)
    return found


def _verify_entry(
    chain: Chain,
    row: Mapping[str, Any],
    before: int,
    previous: str,
    texts: Mapping[str, _Said],
    state: _State,
) -> list[Problem]:
    at: datetime = row["at"]
    sequence = row["sequence"]
    if row["hash"] != hash_of_entry(chain.name, at, row):
        return [_altered(chain.name, sequence)]
    if sequence > before + 1:
        return [_removed(chain.name, before + 1, sequence - 1)]
    if sequence != before + 1 or row["previous"] != previous:
        return [_exchanged(chain.name, sequence)]
    return _verify_words(chain.name, row, texts, state)


def _verify_words(
    chain: str, row: Mapping[str, Any], texts: Mapping[str, _Said], state: _State
) -> list[Problem]:
    """Each digest has its text, or an erasure that names its request; no text is there without a digest."""
    digests: Mapping[str, str] = row["digests"]
    for name in sorted(digests.keys() | texts.keys()):
        said = texts.get(name)
        state.words += 1
        if said is None or name not in digests:
            return [_words_altered(chain, row["sequence"], name)]
        if said.is_erased:
            state.erased += 1
        elif not _matches(said, digests[name]):
            return [_words_altered(chain, row["sequence"], name)]
    return []


def _matches(said: _Said, digest: str) -> bool:
    try:
        return digest_of(said.salt, said.text) == digest
    except ValueError:
        return False


def _dropped_chains(marks: Marks, present: set[str]) -> list[Problem]:
    return [
        _problem(
            "CH-7305",
            name,
            max(places),
            text("Expected this chain; a root says that it had {count} entries.", count=str(max(places))),
        )
        for name, places in sorted(marks.items())
        if name not in present and max(places)
    ]


def _verify_roots(roots: Sequence[Root], anchors: Iterable[Anchor]) -> list[Problem]:
    problems = []
    previous = ""
    for root in roots:
        if root.hash != hash_of_root(root.at, root.heads, root.previous) or root.previous != previous:
            problems.append(
                _problem(
                    "CH-7307", "roots", root.pk, text("Expected a root that follows from the one before.")
                )
            )
        previous = root.hash
    known = {root.hash for root in roots}
    for anchor in anchors:
        if anchor.hash not in known:
            expected = text(
                "Expected the root of {time}, which was kept outside; the record here is older or another.",
                time=anchor.at,
            )
            problems.append(_problem("CH-7308", "roots", None, expected))
    return problems


def _altered(chain: str, sequence: int) -> Problem:
    return _problem("CH-7301", chain, sequence, text("Expected the entry as it was written; it was altered."))


def _removed(chain: str, first: int, last: int) -> Problem:
    gone = text("Expected entries {first} to {last}; they were removed.", first=str(first), last=str(last))
    if first == last:
        gone = text("Expected entry {number}; it was removed.", number=str(first))
    return _problem("CH-7302", chain, first, gone)


def _exchanged(chain: str, sequence: int) -> Problem:
    return _problem(
        "CH-7303",
        chain,
        sequence,
        text("Expected the entry that follows from the one before; one was inserted or exchanged here."),
    )


def _cut(chain: str, length: int, longest: int) -> Problem:
    expected = text(
        "Expected {expected} entries, there are {found}; the end was cut off.",
        expected=str(longest),
        found=str(length),
    )
    return _problem("CH-7304", chain, length + 1, expected)


def _wrong_head(chain: str, sequence: int) -> Problem:
    return _problem(
        "CH-7303",
        chain,
        sequence,
        text("Expected the head of the chain to be its last entry; it is another."),
    )


def _words_altered(chain: str, sequence: int, name: str) -> Problem:
    expected = text(
        "Expected the text “{name}” of this entry as it was written, or its erasure with a request.",
        name=name,
    )
    return _problem("CH-7306", chain, sequence, expected)


def _problem(code: str, chain: str, sequence: int | None, expected: Text) -> Problem:
    mend = text("Keep this database as it is, compare it with a backup, and tell the auditor.")
    return Problem(code, Place(chain, sequence), "", expected, mend)
