"""The machine part of an export: the whole document of the set, beside the table that people read.

    chiso-export/1
    language: vi                        the language of the printed table
    hash: 0123…                         the content hash of the document below
    words: 01ab… 23cd… 45ef…            a line a node, in their order: digests of the printed words
    …                                   of RECORDED columns
    ---
    format: chiso-framework/1           the document as YAML
    …

A workbook holds it on the sheet `SHEET`, a line a row; a Word document in a custom XML part of the
namespace `NAMESPACE`. The digests tell words that somebody edited from words that another version
of the software puts differently.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from chiso.frameworks.document import read_document
from chiso.frameworks.exporting.layout import ColumnName, PrintedRow, printed_rows
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework
from chiso.language import LANGUAGES, Language, text
from chiso.problems import BadInput, Place, Problem, Report

SHEET = "chiso"
NAMESPACE = "urn:chiso:export:1"
FORMAT_LINE = "chiso-export/1"
RECORDED: tuple[ColumnName, ...] = ("rule", "assessed_by", "law")

_END_OF_HEAD = "---"
_DIGITS_OF_DIGEST = 16
# Control and format marks, halves of pairs, letters that are nobody's or not assigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_HEAD = re.compile(
    r"language: (?P<language>\w+)\nhash: (?P<hash>[0-9a-f]{64})\n(?P<words>(?:words: .*\n)*)\Z"
)


@dataclass(frozen=True, slots=True)
class MachinePart:
    """What was read back: the set as it was exported, and how its table was worded."""

    framework: Framework
    language: Language
    printed: tuple[tuple[str, ...], ...]


def write_machine_part(framework: Framework, language: Language) -> str:
    """The machine part of an export of `framework` in `language`."""
    head = [FORMAT_LINE, f"language: {language}", f"hash: {framework.hash}"]
    head += [f"words: {' '.join(digests_of(row))}" for row in printed_rows(framework, language)]
    return "\n".join([*head, _END_OF_HEAD, write_yaml(framework.tree)])


def digests_of(row: PrintedRow) -> tuple[str, ...]:
    """The digests of the recorded words of one row."""
    return tuple(digest_of(row.words[name]) for name in RECORDED)


def digest_of(words: str) -> str:
    """What stays the same whichever program has saved the words, and no longer once they are edited."""
    return hashlib.sha256(settled(words).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS_OF_DIGEST]


def settled(words: str) -> str:
    """Words without the differences that programs make: no unseen marks, one blank between words."""
    composed = unicodedata.normalize("NFC", words)
    if not composed.isprintable():
        composed = "".join(
            " " if letter.isspace() else letter
            for letter in composed
            if letter.isspace() or unicodedata.category(letter) not in _UNSEEN
        )
    return " ".join(composed.split())


def read_machine_part(written: str, name: str) -> MachinePart:
    """The machine part in the words of a file.

    Raises BadInput (CH-2701) where it was damaged or changed by hand, and with everything that is
    wrong with its document where a set like it can no longer be read.
    """
    head, separator, body = written.partition(f"\n{_END_OF_HEAD}\n")
    match = _HEAD.match(head.removeprefix(f"{FORMAT_LINE}\n") + "\n")
    if not separator or match is None or match["language"] not in LANGUAGES:
        raise BadInput([_damaged(name, FORMAT_LINE)])
    report = Report()
    document = read_document(body.encode("utf-8", "replace"), name, report)
    if report.problems:
        raise BadInput([_damaged(name, FORMAT_LINE)])
    framework = framework_from_tree(document.tree, name=name)
    if framework.hash != match["hash"]:
        raise BadInput([_damaged(name, framework.key)])
    language: Language = "vi" if match["language"] == "vi" else "en"
    return MachinePart(framework, language, tuple(_digests_in(match["words"])))


def _digests_in(lines: str) -> Iterator[tuple[str, ...]]:
    for line in lines.splitlines():
        yield tuple(line.removeprefix("words: ").split(" "))


def _damaged(name: str, found: str) -> Problem:
    return Problem(
        "CH-2701",
        Place(name),
        found,
        text("Expected the machine part of the export as it was written; it was changed or damaged."),
        text(
            "Export the set again, or copy the table alone into a new file, which is then read as any annex."
        ),
    )
