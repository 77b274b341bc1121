"""Bringing a checklist or a rule of severity of the city's own. It is never changed afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from chiso.inspection.checklists import Checklist, checklist_names
from chiso.inspection.rule_files import name_of, read_rule_file, sort_of
from chiso.inspection.severity import SeverityRule, shipped_rule
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import BRING_RULES, RULES, where_of_rules
from chiso.office.inspections.models import RuleFile
from chiso.office.inspections.problems import problem
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.problems import Problem

LARGEST = 500_000

declare_values(
    {"rules_checklist": text("list of duties"), "rules_severity": text("rule of severity")},
)
declare_verbs({"rules_brought": text("brought {name} ({sort}), SHA-256 {sha256}")})


def bring_rules(*, actor: Person, content: bytes, file_name: str) -> RuleFile:
    """Take a file in. The same again: the row that stands. Tells nobody.

    Raises NoRight, BadInput (CH-8690, CH-8720, CH-8871), Incomplete (CH-8872 to CH-8874).
    """
    decision = require(actor, BRING_RULES, where_of_rules())
    if len(content) > LARGEST:
        raise Incomplete([_too_large(f"{len(content) // 1_000} kB")])
    read = read_rule_file(content, name=file_name[:120])
    _refuse(_unstated(read))
    name, sha256 = name_of(read), hashlib.sha256(content).hexdigest()
    # Under the lock of their chain no two get one name.
    with unit_of_work(RULES, actor=actor, decision=decision) as work:
        known = RuleFile.objects.filter(name=name).first()
        if known is not None and known.sha256 != sha256:
            raise Incomplete([_taken(name)])
        made = known or RuleFile.objects.create(
            sort=sort_of(read), name=name, content=content.decode(), sha256=sha256, brought_by=actor
        )
        told = {"name": name, "sort": f"rules_{made.sort}", "sha256": sha256}
        work.record("rules_brought", made, facts=told | ({"again": True} if known is not None else {}))
    return made


def _refuse(faults: Iterator[Problem]) -> None:
    found = list(faults)
    if found:
        raise Incomplete(found)


def _unstated(read: Checklist | SeverityRule) -> Iterator[Problem]:
    name = name_of(read)
    shipped = {one.partition("@")[0] for one in (*checklist_names(), shipped_rule().rule)}
    if name.partition("@")[0] in shipped:
        yield _taken(name)
    has_source = read.source.strip() or (isinstance(read, Checklist) and read.documents)
    if not has_source:
        expected = text("Expected the source: the documents or the decision that it rests on.")
        mend = text("Write it into the file, under “source”.")
        yield problem("CH-8873", "source", "", expected, mend)
    if read.valid_from is None:
        expected = text("Expected the day from which it holds.")
        mend = text("Write it into the file, under “valid_from”.")
        yield problem("CH-8873", "valid_from", "", expected, mend)


def _taken(name: str) -> Problem:
    """CH-8872: the name stands for another content already, or its id belongs to chiso."""
    expected = text("Expected a name that stands for nothing else: what was brought is never changed.")
    mend = text("Give it the next version; where the id is one of chiso's, an id of your own.")
    return problem("CH-8872", "file", name, expected, mend)


def _too_large(found: str) -> Problem:
    """CH-8874: a file that is too large."""
    expected = text("Expected a file of at most 500 kB.")
    return problem("CH-8874", "file", found, expected, text("Shorten its notes, or split it in two lists."))
