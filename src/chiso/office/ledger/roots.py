"""Roots: one hash over the heads of all chains, so that a cut tail or a dropped chain shows.

    hash = SHA-256(canonical JSON of the time, the heads by chain, and the root before)

A root lies in the database, and as a line in a file beside it (`ledger-roots.jsonl`), in every backup,
and wherever the auditor keeps one: who rewrites the database cannot rewrite what others hold.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from chiso.language import text
from chiso.office.configuration import home
from chiso.office.ledger.hashing import canonical, write_time
from chiso.office.ledger.models import Chain, Root
from chiso.problems import BadInput, Place, Problem, quote

FILE = "ledger-roots.jsonl"
Heads = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A root as it is kept outside the database. `heads`: chain → (length, hash of its last entry)."""

    at: str
    heads: Heads
    previous: str
    hash: str

    def as_line(self) -> str:
        """One line of JSON."""
        heads = {name: list(head) for name, head in self.heads.items()}
        return json.dumps(
            {"at": self.at, "heads": heads, "previous": self.previous, "hash": self.hash}, ensure_ascii=False
        )


def hash_of_root(at: datetime, heads: Mapping[str, Any], previous: str) -> str:
    """The hash of a root."""
    content = {"at": write_time(at), "heads": {name: list(head) for name, head in heads.items()}}
    return hashlib.sha256(canonical({**content, "previous": previous})).hexdigest()


def make_root() -> Anchor:
    """Take the heads of all chains, keep the root, and write it beside the database."""
    with transaction.atomic():
        # The last root is locked, so that two makers do not follow the same one.
        last = Root.objects.select_for_update().order_by("-pk").first()
        heads = {
            name: [length, head] for name, length, head in Chain.objects.values_list("name", "length", "head")
        }
        at, previous = timezone.now(), last.hash if last else ""
        root = Root.objects.create(
            at=at, heads=heads, previous=previous, hash=hash_of_root(at, heads, previous)
        )
    anchor = anchor_of(root)
    _append(home() / FILE, anchor)
    return anchor


def anchor_of(root: Root) -> Anchor:
    """A root as it is given away."""
    heads = {name: (int(length), str(head)) for name, (length, head) in root.heads.items()}
    return Anchor(write_time(root.at), heads, root.previous, root.hash)


def read_anchors(path: Path) -> list[Anchor]:
    """The roots of a file, one a line. Raises BadInput (CH-7309), naming every line that is none."""
    anchors, problems = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            tree = json.loads(line)
            heads = {str(name): (int(length), str(head)) for name, (length, head) in tree["heads"].items()}
            anchor = Anchor(str(tree["at"]), heads, str(tree["previous"]), str(tree["hash"]))
            at = datetime.fromisoformat(anchor.at)
            if hash_of_root(at, anchor.heads, anchor.previous) != anchor.hash:
                raise ValueError("the hash is another")
            anchors.append(anchor)
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append(
                Problem(
                    "CH-7309",
                    Place(path.name, number),
                    quote(line),
                    text("Expected a root of a ledger on each line, as “chiso ledger root” writes it."),
                    text("Take the file from where the roots are kept; do not edit it."),
                )
            )
    if problems:
        raise BadInput(problems)
    return anchors


def kept_anchors() -> list[Anchor]:
    """The roots that lie in the file beside the database."""
    path = home() / FILE
    return read_anchors(path) if path.exists() else []


def _append(path: Path, anchor: Anchor) -> None:
    """Add a line, on the disk before this returns."""
    with path.open("a", encoding="utf-8") as file:
        file.write(anchor.as_line() + "\n")
        file.flush()
        os.fsync(file.fileno())
