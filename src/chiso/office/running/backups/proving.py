"""Proving a restored office: in a process of its own, which sees the restored place and nothing else.

Migrates it to this version, compares heads and chains of the ledger with what the manifest says, verifies
the whole record, compares every file of evidence with its row, and leaves an entry that it was restored.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chiso.language import text
from chiso.problems import Place, Problem

# What the record says of how the office came here.
RESTORED, MOVED = "restored", "moved"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in a restored office."""

    entries: int
    chains: int
    files: int
    migrated: int
    problems: tuple[Problem, ...]


def prove(folder: Path, database_url: str, facts: Mapping[str, Any], *, told: str = RESTORED) -> Proof:
    """Prove the office in `folder`; `facts`: heads of the record, of a backup's manifest also the rest."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_prove_here, str(folder), database_url, dict(facts), told).result()


def _prove_here(folder: str, database_url: str, facts: dict[str, Any], told: str) -> Proof:
    os.environ["CHISO_HOME"] = folder
    os.environ.pop("DATABASE_URL", None)
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    # Of an office that is only looked at, nothing of the caller's settings counts.
    os.environ["CHISO_LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_SETTINGS_MODULE"] = "chiso.office.settings"
    from chiso.office.starting import start

    start(Path(folder))
    from chiso.office.ledger.roots import kept_anchors, make_root
    from chiso.office.ledger.verifying import verify_ledger
    from chiso.office.ledger.work import ACCOUNTS, unit_of_work
    from chiso.office.running.upgrading import collect_static, migrate, unknown_migrations, waiting_migrations

    unknown = unknown_migrations()
    if unknown:
        return Proof(0, 0, 0, 0, (_newer(str(facts.get("version")), unknown),))
    heads = _heads_that_differ(facts["heads"])
    migrated = sum(one.database == "default" for one in waiting_migrations())
    migrate()
    verified = verify_ledger(anchors=kept_anchors())
    files, lost = _check_files()
    problems = (*heads, *verified.problems, *lost)
    if not problems:
        with unit_of_work(ACCOUNTS, actor=None) as work:
            kept: dict[str, Any] = {name: facts[name] for name in ("made_at", "root") if name in facts}
            work.record(told, None, facts=kept)
        make_root()
        collect_static()
    return Proof(verified.entries, verified.chains, files, migrated, problems)


def _heads_that_differ(expected: Mapping[str, Any]) -> list[Problem]:
    from chiso.office.ledger.models import Chain

    found = {chain.name: [chain.length, chain.head] for chain in Chain.objects.all()}
    mend = text("Take an earlier backup; nothing was restored.")
    return [
        Problem(
            "CH-7529",
            Place("ledger", field=name),
            str(found.get(name, [0])[0]),
            text("Expected the head of this chain as the backup says it."),
            mend,
        )
        for name in sorted({*found, *expected})
        if found.get(name) != expected.get(name)
    ]


def _check_files() -> tuple[int, list[Problem]]:
    """How many files of evidence there are, and those that are missing or altered."""
    from chiso.office.files.services.upkeep import check_files

    report = check_files()
    expected = text("Expected this file of evidence as it was uploaded.")
    mend = text("Take an earlier backup; nothing was restored.")
    lost = [(text("missing"), path) for path in report.missing]
    lost += [(text("altered"), path) for path in report.altered]
    problems = [Problem("CH-7534", Place("files", field=path), what, expected, mend) for what, path in lost]
    return report.looked_at, problems


def _newer(version: str, unknown: list[str]) -> Problem:
    expected = text(
        "Expected a backup of this version or an earlier one; this one is of {version}.", version=version
    )
    mend = text("Install that version of chiso and restore with it.")
    return Problem("CH-7530", Place("migrations"), unknown[0], expected, mend)
