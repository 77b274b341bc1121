"""The record of a site: what was written, with which content, from what; it tells a site from a folder.

.chiso-site.json     sources  edition → digest of the files of its run
                     files    name → SHA-256 of the bytes, content address of what a page shows, kind,
                              names of bundles stamped on it, SHA-256 without them
                     made     key → digests of what the pages of a group read, by edition; the slices that
                              they read, addresses, what they told others
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chiso.language import text
from chiso.portal.reads import Slice
from chiso.problems import Place, Problem, WrongCall, quote

NAME = ".chiso-site.json"
FORMAT = "chiso-site/1"


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site: SHA-256 of its bytes; for a page the address of what it shows, its kind.

    `stamps`: the names of bundles by the mark in whose place they stand; `bare`: SHA-256 with the marks.
    """

    sha256: str
    shown: str = ""
    kind: str = ""
    stamps: Mapping[str, str] = field(default_factory=dict)
    bare: str = ""

    def as_list(self) -> list[object]:
        """As the record has it; what is empty at the end is left out."""
        values: list[object] = [self.sha256, self.shown, self.kind, dict(self.stamps), self.bare]
        return values if self.stamps else values[:3]


@dataclass(frozen=True, slots=True)
class Group:
    """Pages and files that were made together: from what, what they read of the site, what they told.

    `made_of`: by edition the digest of its slices, under an empty name that of everything else.
    """

    made_of: Mapping[str, str]
    reads: tuple[Slice, ...]
    pages: tuple[str, ...]
    files: tuple[str, ...]
    told: Any = None

    def as_list(self) -> list[object]:
        """As the record has it; what is empty at the end is left out."""
        values: list[object] = [dict(self.made_of), self.reads, self.pages, self.files]
        return values if self.told is None else [*values, self.told]


@dataclass(slots=True)
class Record:
    """The files of a site by name, below its folder; its groups of pages by key."""

    files: dict[str, Written] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def parts(self) -> Iterator[bytes]:
        """The record as it is written, part by part: of a city it has 14 MB; the same for the same files."""
        sources = json.dumps(self.sources, ensure_ascii=False, sort_keys=True)
        yield f'{{"format": "{FORMAT}", "sources": {sources}, "files": {{\n'.encode()
        yield from _joined(_line(name, self.files[name].as_list()) for name in sorted(self.files))
        yield b'\n}, "made": {\n'
        yield from _joined(_line(key, self.groups[key].as_list()) for key in sorted(self.groups))
        yield b"\n}}\n"


def _line(key: str, values: list[object]) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(values, ensure_ascii=False)}"


def _joined(lines: Iterable[str]) -> Iterator[bytes]:
    separator = ""
    for line in lines:
        yield f"{separator}{line}".encode()
        separator = ",\n"


def read_record(site: Path) -> Record:
    """The record of a site that stands. Raises WrongCall (CH-6006) if the folder is none."""
    try:
        tree = json.loads((site / NAME).read_bytes())
        if tree["format"] != FORMAT:
            raise _no_site(site, str(tree["format"]))
        return Record(
            {name: Written(*entry) for name, entry in tree["files"].items()},
            {key: _read_group(*entry) for key, entry in tree.get("made", {}).items()},
            tree.get("sources", {}),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_site(site, "") from error


def _read_group(
    made_of: dict[str, str], reads: list[list[str]], pages: list[str], files: list[str], told: Any = None
) -> Group:
    return Group(made_of, tuple(tuple(one) for one in reads), tuple(pages), tuple(files), told)


def earlier_record(site: Path) -> Record:
    """The record of the site that a build replaces; empty where there is nothing yet.

    Raises WrongCall (CH-6006) if something else is there.
    """
    if not site.exists():
        return Record()
    if site.is_dir() and not any(site.iterdir()):
        return Record()
    return read_record(site)


def _no_site(site: Path, found: str) -> WrongCall:
    return WrongCall(
        [
            Problem(
                "CH-6006",
                Place(str(site)),
                quote(found),
                text("Expected a folder that “chiso portal build” has written, or an empty one."),
                text("Name another folder; what is there was not touched."),
            )
        ]
    )
