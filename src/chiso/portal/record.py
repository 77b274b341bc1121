"""The record of a site: what was written, with which content, from what; it tells a site from a folder.

.chiso-site.json     files: name → [SHA-256 of the bytes, content address of what a page shows]
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall, quote

NAME = ".chiso-site.json"
FORMAT = "chiso-site/1"


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site: SHA-256 of its bytes; for a page the address of what it shows, its kind."""

    sha256: str
    shown: str = ""
    kind: str = ""


@dataclass(slots=True)
class Record:
    """The files of a site by name, below its folder."""

    files: dict[str, Written] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """The record as it is written; the same for the same files."""
        files = {name: [entry.sha256, entry.shown, entry.kind] for name, entry in sorted(self.files.items())}
        return (json.dumps({"format": FORMAT, "files": files}, indent=0, ensure_ascii=False) + "\n").encode()


def read_record(site: Path) -> Record:
    """The record of a site that stands. Raises WrongCall (CH-6006) if the folder is none."""
    try:
        tree = json.loads((site / NAME).read_bytes())
        if tree["format"] != FORMAT:
            raise _no_site(site, str(tree["format"]))
        return Record({name: Written(*entry) for name, entry in tree["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_site(site, "") from error


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
