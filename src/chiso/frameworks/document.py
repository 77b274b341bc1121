"""A framework's document: YAML read strictly, with the line of every key, and its content hash.

Scalars are text; only `true`, `false` and `null` are more (the core schema of YAML 1.2 without its
numbers), so that "1.10" keeps its digits and "no" stays a word. Keys must be text and unique.
Anchors, aliases and tags are refused: what a reader of the file sees is what is read.

    hash = SHA-256 of canonical JSON: keys sorted, no blanks, UTF-8, normalised to NFC (RFC 8785 in
    spirit; there are no numbers in a document, so their notation cannot differ)
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, Report, quote

Tree: TypeAlias = "str | bool | list[Tree] | dict[str, Tree] | None"
KeyPath: TypeAlias = tuple[str | int, ...]

# A framework of 300 criteria has some 400 kB; a file beyond this is not one.
LARGEST_DOCUMENT = 16 * 1024 * 1024
DEEPEST_NESTING = 60

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """The parsed tree and, for every key and item, the line on which it stands (from 1)."""

    name: str
    tree: Tree
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line_of(self, path: KeyPath) -> int | None:
        """The line of `path`, or of the nearest thing around it that has one."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return None

    def place(self, path: KeyPath) -> Place:
        """Where `path` stands, for a problem."""
        return Place(self.name, self.line_of(path), write_path(path))


def write_path(path: KeyPath) -> str:
    """A path as people read it: nodes[3].rule.steps[0].points (items counted from 1)."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            written += f".{part}" if written else part
    return written


def read_document(source: bytes, name: str, report: Report) -> Document:
    """The document in `source`; what is wrong with its form is noted in `report`."""
    document = Document(name, None)
    if len(source) > LARGEST_DOCUMENT:
        report.add(
            "CH-2001",
            Place(name),
            "",
            text("Expected a file of at most {limit} bytes; this one is larger.", limit=LARGEST_DOCUMENT),
            text("Check that this is the framework's own file."),
        )
        return document
    try:
        written = unicodedata.normalize("NFC", source.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        report.add(
            "CH-2002",
            Place(name, source[: error.start].count(b"\n") + 1),
            source[error.start : error.start + 8].hex(" "),
            text("Expected text in UTF-8."),
            text("Save the file as UTF-8."),
        )
        return document
    # Read event by event: composing nests as deep as the file does and can overrun the C stack.
    builder = _Builder(document, report, yaml.parse(written, Loader=_Loader))
    try:
        document.tree = builder.build_document()
    except _TooDeep as too_deep:
        report.problems.append(_too_deep(Place(name, too_deep.line)))
    except yaml.YAMLError as error:
        _note_form(report, name, written, error)
    return document


def _note_form(report: Report, name: str, written: str, error: yaml.YAMLError) -> None:
    """What stopped the reading of the YAML, with the line if the error knows its place."""
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    row = mark.line + 1 if mark else None
    if row is None and isinstance(position, int):
        row = written.count("\n", 0, position) + 1
    report.add(
        "CH-2003",
        Place(name, row),
        str(getattr(error, "problem", None) or getattr(error, "reason", None) or error),
        text("Expected well-formed YAML."),
        text("Look at the indentation, quotes and colons on this line and the one before it."),
    )


def canonical_json(tree: object) -> bytes:
    """The one notation of `tree` that is hashed, sealed and compared."""
    written = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    # JSON can carry half a surrogate pair, which has no UTF-8. It has a hash all the same, so that
    # what is sealed can be compared before it is understood; a framework that holds one is refused.
    return unicodedata.normalize("NFC", written).encode("utf-8", "surrogatepass")


def content_hash(tree: object) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(tree)).hexdigest()


def document_from_json(tree: object, name: str) -> Document:
    """A document from parsed JSON (as it travels in a bundle); it has no lines.

    Raises BadInput where the tree is no document: too deep, or text that is not Unicode.
    """
    return Document(name, _normalised(tree, name, ()))


def _normalised(tree: object, name: str, path: KeyPath) -> Tree:
    if len(path) > DEEPEST_NESTING:
        raise BadInput([_too_deep(Place(name))])
    if isinstance(tree, Mapping):
        return {
            _composed(str(key), name, path): _normalised(value, name, (*path, str(key)))
            for key, value in tree.items()
        }
    if isinstance(tree, list):
        return [_normalised(item, name, (*path, position)) for position, item in enumerate(tree)]
    if tree is None or isinstance(tree, bool):
        return tree
    return _composed(str(tree), name, path)


def _composed(written: str, name: str, path: KeyPath) -> str:
    if not written.isascii() and any("\ud800" <= letter <= "\udfff" for letter in written):
        place = Place(name, None, quote(write_path(path)))
        expected, mend = text("Expected text in UTF-8."), text("Save the file as UTF-8.")
        raise BadInput([Problem("CH-2002", place, quote(written), expected, mend)])
    return unicodedata.normalize("NFC", written)


def _too_deep(place: Place) -> Problem:
    return Problem(
        "CH-2005",
        place,
        "",
        text("Expected at most {limit} levels of nesting.", limit=DEEPEST_NESTING),
        text("A criterion stands some ten levels deep at most; flatten the file."),
    )


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _TooDeep(Exception):
    """The document nests deeper than any framework; nothing below is read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class _Builder:
    """Turns the events of a YAML file into a tree of plain values, noting lines and faults of form."""

    document: Document
    report: Report
    events: Iterator[yaml.Event]

    def build_document(self) -> Tree:
        """The one document of the file; an empty file, and a second document, are problems."""
        tree: Tree = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            elif isinstance(event, yaml.NodeEvent):
                if documents > 1:
                    self._refuse_another_document(event)
                    return None
                tree = self._build(event, (), 0)
        if not documents:
            self.report.add(
                "CH-2004",
                Place(self.document.name),
                "",
                text("Expected a document; the file is empty."),
                text("Start from an exported framework, or from the format's reference page."),
            )
        return tree

    def _build(self, event: yaml.Event, path: KeyPath, depth: int) -> Tree:
        line = _line_of(event)
        self.document.lines.setdefault(path, line)
        if depth > DEEPEST_NESTING:
            raise _TooDeep(line)
        self._refuse_anchor_and_tag(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def _mapping(self, path: KeyPath, depth: int) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line_of(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse("CH-2007", path, line, "", text("Expected a word as the key."))
                self._build(event, (*path, ""), depth + 1)
                self._build(next(self.events), (*path, ""), depth + 1)
                continue
            key = unicodedata.normalize("NFC", event.value)
            here = (*path, key)
            self._refuse_anchor_and_tag(event, here)
            if key in tree:
                self._refuse_twice(here, line)
                self._build(next(self.events), here, depth + 1)
                continue
            self.document.lines[here] = line
            tree[key] = self._build(next(self.events), here, depth + 1)
        return tree

    def _sequence(self, path: KeyPath, depth: int) -> list[Tree]:
        tree: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            tree.append(self._build(event, (*path, len(tree)), depth + 1))
        return tree

    def _scalar(self, event: yaml.ScalarEvent) -> str | bool | None:
        is_plain, _ = event.implicit
        if is_plain and event.value in _WORDS:
            return _WORDS[event.value]
        # An escape sequence can bring in a letter that is not in composed form.
        return unicodedata.normalize("NFC", event.value)

    def _refuse_anchor_and_tag(self, event: yaml.Event, path: KeyPath) -> None:
        line = _line_of(event)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._refuse("CH-2006", path, line, anchor, text("Expected no anchors or aliases."))
        if tag is not None:
            self._refuse("CH-2009", path, line, tag, text("Expected a value without a tag."))

    def _refuse(self, code: str, path: KeyPath, line: int, found: str, expected: Text) -> None:
        place = Place(self.document.name, line, write_path(path))
        self.report.add(code, place, found, expected, text("Write the value out where it is used."))

    def _refuse_twice(self, path: KeyPath, line: int) -> None:
        self.report.add(
            "CH-2008",
            Place(self.document.name, line, write_path(path)),
            str(path[-1]),
            text(
                "Expected each key once; this one stood already on row {row}.",
                row=str(self.document.lines[path]),
            ),
            text("Delete one of the two, or give it the name that was meant."),
        )

    def _refuse_another_document(self, event: yaml.Event) -> None:
        self.report.add(
            "CH-2003",
            Place(self.document.name, _line_of(event)),
            "---",
            text("Expected one document in the file; a second one begins here."),
            text("Keep one framework in one file."),
        )
