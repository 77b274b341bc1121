"""From the tree of an annex to the document of a framework with the status draft.

Nothing is added that the annex does not print, but for two things that a document must say: an id and
a version (from the call or the file's name), and where the content comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from chiso.figures import write_exact
from chiso.frameworks.document import Tree
from chiso.frameworks.importers.annexes import Annex
from chiso.frameworks.importers.assessors import assessors_of
from chiso.frameworks.importers.entries import Entry, Outline
from chiso.frameworks.importers.heads import Head, read_head
from chiso.frameworks.importers.legal_basis import documents_in, key_of
from chiso.frameworks.importers.parts import Draft, LeafFacts, ReadRule
from chiso.frameworks.model import FORMAT, Role
from chiso.language import Text, text

_NOT_TRANSLATED = text("The titles stand in the language of the annex under both languages: not translated.")
NOT_STATED: dict[str, Tree] = {"kind": "not_stated@1"}


@dataclass(slots=True)
class Laws:
    """The documents of the law that the set names, by key, in the order in which they are met."""

    documents: dict[str, dict[str, Tree]] = field(default_factory=dict)

    def reference(self, document: str, article: str) -> dict[str, Tree]:
        """A reference to `document`, which is then among the documents of the set."""
        key = key_of(document)
        self.documents.setdefault(key, {"key": key, "number": document})
        return {"document": key, "article": article} if article else {"document": key}


def leaf_facts(outline: Outline) -> dict[str, LeafFacts]:
    """What the annex prints about each leaf, by code; roles come down from the sections."""
    _hand_down_roles(outline)
    return {
        entry.code: LeafFacts(entry.code, entry.title, entry.maximum.points, tuple(entry.lines), entry.role)
        for entry in outline.walk()
        if not entry.parts
    }


def _hand_down_roles(outline: Outline) -> None:
    for entry in outline.walk():
        if entry.role == "regular" and entry.maximum.is_taken_off:
            entry.role = "penalty"
        if entry.role != "regular":
            for part in entry.parts:
                part.role = entry.role


def assemble(
    annex: Annex,
    outline: Outline,
    leaves: Mapping[str, LeafFacts],
    rules: Mapping[str, ReadRule],
    *,
    identity: tuple[str, str],
    name: str,
) -> Draft:
    """The draft. `identity` is id and version, `name` that of the file."""
    head = read_head(annex.words_before)
    laws = Laws()
    basis = _basis(head, laws)
    writer = _Writer(annex.language, laws, rules, basis)
    nodes: list[Tree] = [writer.node(entry, "regular") for entry in outline.entries]
    is_whole = all(read.rule is not None for read in rules.values())
    document: dict[str, Tree] = {
        "format": FORMAT,
        "id": identity[0],
        "version": identity[1],
        "title": _title(head.title or name),
        "status": "draft",
        "completeness": "full" if is_whole else "partial",
        "periods": {},
        "documents": list(laws.documents.values()),
        "sources": [{"text": _in_both(text("Read from the annex in the file “{name}”.", name=name))}],
        "rights": _in_both(text("Those of the document that the annex belongs to.")),
        "remarks": [_in_both(_NOT_TRANSLATED)],
        "index": _index(outline),
        "nodes": nodes,
    }
    if not laws.documents:
        del document["documents"]
    places = {entry.code: entry.place for entry in outline.walk()}
    return Draft(document, leaves, places, rules, outline.printed_total, outline.total_place)


def _in_both(words: Text) -> Tree:
    return {"vi": words.in_language("vi"), "en": words.in_language("en")}


def _title(words: str) -> Tree:
    """A title has both languages in a framework; a remark says that this one was not translated."""
    return {"vi": words, "en": words}


def _basis(head: Head, laws: Laws) -> str:
    """The decision of the annex itself becomes the first document."""
    if not head.decision:
        return ""
    laws.reference(head.decision, "")
    if head.day:
        laws.documents[key_of(head.decision)]["date"] = head.day
    return head.decision


def _index(outline: Outline) -> Tree:
    total = outline.printed_total
    if total is None:
        maxima = [entry.maximum.points for entry in outline.entries if entry.role == "regular"]
        known = [maximum for maximum in maxima if maximum is not None]
        total = sum(known, Fraction(0)) if known and len(known) == len(maxima) else None
    return {} if total is None else {"max_points": write_exact(total)}


@dataclass(slots=True)
class _Writer:
    language: Literal["vi", "en"]
    laws: Laws
    rules: Mapping[str, ReadRule]
    basis: str

    def node(self, entry: Entry, role_above: Role) -> dict[str, Tree]:
        node: dict[str, Tree] = {"code": entry.code, "title": _title(entry.title)}
        node |= _points(entry)
        if entry.role == "penalty" or entry.role not in ("regular", role_above):
            node["role"] = entry.role
        law, law_words = self._law(entry)
        if law:
            node["law"] = law
        assessors: list[Tree] = list(assessors_of(entry))
        if assessors:
            node["assessed_by"] = assessors
        evidence = "\n".join(part for part in (entry.row.words("evidence"), *entry.further_evidence) if part)
        if evidence:
            node["evidence"] = self._words(evidence)
        read = self.rules.get(entry.code)
        prose = [] if read is not None and read.rule is not None else list(_prose(entry))
        note = "\n".join(part for part in (*prose, law_words, entry.row.words("note")) if part)
        if note:
            node["note"] = self._words(note)
        if entry.parts:
            node |= _aggregation(entry)
            node["nodes"] = [self.node(part, entry.role) for part in entry.parts]
            return node
        if read is not None and read.rule is not None:
            node |= {"inputs": read.inputs, "rule": read.rule} if read.inputs else {"rule": read.rule}
        else:
            node["rule"] = dict(NOT_STATED)
        return node | dict(read.settings) if read is not None else node

    def _words(self, words: str) -> Tree:
        return {self.language: words}

    def _law(self, entry: Entry) -> tuple[list[Tree], str]:
        """References, and the words where they name no document."""
        words = entry.row.words("law")
        if not words:
            return [], ""
        named = documents_in(words)
        if named:
            return [self.laws.reference(document, article) for document, article in named], ""
        return [], words


def _prose(entry: Entry) -> Iterator[str]:
    for line in entry.lines:
        yield f"{line.words}: {line.points}" if line.points else line.words


def _points(entry: Entry) -> dict[str, Tree]:
    """The maximum; of a deduction 0, and the most that it takes off as the minimum."""
    points = entry.maximum.points
    if entry.role == "penalty":
        off: dict[str, Tree] = {"max_points": "0"}
        return off if points is None else {**off, "minimum": write_exact(-points)}
    return {} if points is None else {"max_points": write_exact(points)}


def _aggregation(entry: Entry) -> dict[str, Tree]:
    """The maximum of a bonus section is a ceiling where its parts make more."""
    maxima = [part.maximum.points for part in entry.parts]
    ceiling = entry.maximum.points
    if entry.role != "bonus" or ceiling is None:
        return {}
    known = [maximum for maximum in maxima if maximum is not None]
    if len(known) == len(maxima) and sum(known) <= ceiling:
        return {}
    return {"aggregation": {"kind": "capped_sum@1", "ceiling": write_exact(ceiling)}}
