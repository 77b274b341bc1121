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
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from chiso.language import Text, text
from chiso.problems import Place, Report

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
            f"{len(source)}",
            text("Expected a file of at most {limit} bytes.", limit=LARGEST_DOCUMENT),
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
    try:
        root = yaml.compose(written, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        report.add(
            "CH-2003",
            Place(name, mark.line + 1 if mark else None),
            str(getattr(error, "problem", None) or error),
            text("Expected well-formed YAML."),
            text("Look at the indentation, quotes and colons on this line and the one before it."),
        )
        return document
    except RecursionError:
        _note_depth(report, name, None)
        return document
    if root is None:
        report.add(
            "CH-2004",
            Place(name),
            "",
            text("Expected a document; the file is empty."),
            text("Start from an exported framework, or from the format's reference page."),
        )
        return document
    document.tree = _Builder(document, report, _aliased(root)).build(root, ())
    return document


def canonical_json(tree: object) -> bytes:
    """The one notation of `tree` that is hashed, sealed and compared."""
    written = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", written).encode("utf-8")


def content_hash(tree: object) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(tree)).hexdigest()


def document_from_json(tree: object, name: str) -> Document:
    """A document from parsed JSON (as it travels in a bundle); it has no lines."""
    return Document(name, _normalised(tree))


def _normalised(tree: object) -> Tree:
    if isinstance(tree, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _normalised(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_normalised(item) for item in tree]
    if tree is None or isinstance(tree, bool):
        return tree
    return unicodedata.normalize("NFC", str(tree))


def _aliased(root: yaml.Node) -> frozenset[int]:
    """Identities of nodes that appear more than once: anchors with aliases."""
    seen: set[int] = set()
    repeated: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            repeated.add(id(node))
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
    return frozenset(repeated)


def _note_depth(report: Report, name: str, line: int | None) -> None:
    report.add(
        "CH-2005",
        Place(name, line),
        "",
        text("Expected at most {limit} levels of nesting.", limit=DEEPEST_NESTING),
        text("A criterion stands some ten levels deep at most; flatten the file."),
    )


@dataclass(slots=True)
class _Builder:
    """Turns composed YAML into a tree of plain values, noting lines and faults of form."""

    document: Document
    report: Report
    aliased: frozenset[int]

    def build(self, node: yaml.Node, path: KeyPath) -> Tree:
        line = node.start_mark.line + 1
        self.document.lines.setdefault(path, line)
        if len(path) > DEEPEST_NESTING:
            _note_depth(self.report, self.document.name, line)
            return None
        if id(node) in self.aliased:
            self._refuse("CH-2006", path, "&", text("Expected no anchors or aliases."))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, position)) for position, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse("CH-2007", path, "", text("Expected a word as the key."))
                continue
            key = key_node.value
            here = (*path, key)
            if key in tree:
                self.report.add(
                    "CH-2008",
                    Place(self.document.name, line, write_path(here)),
                    key,
                    text(
                        "Expected each key once; this one stood already on row {row}.",
                        row=str(self.document.lines.get(here, "")),
                    ),
                    text("Delete one of the two, or give it the name that was meant."),
                )
                continue
            self.document.lines[here] = line
            tree[key] = self.build(value_node, here)
        return tree

    def _scalar(self, node: yaml.Node, path: KeyPath) -> str | bool | None:
        value: str = node.value
        if node.tag.startswith("!") or node.tag.endswith((":binary", ":merge")):
            self._refuse("CH-2009", path, node.tag, text("Expected a value without a tag."))
        if node.style is None and value in _WORDS:
            return _WORDS[value]
        return value

    def _refuse(self, code: str, path: KeyPath, found: str, expected: Text) -> None:
        mend = text("Write the value out where it is used.")
        self.report.add(code, self.document.place(path), found, expected, mend)
