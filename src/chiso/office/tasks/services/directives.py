"""Directives: entered as they are cited, corrected with a reason; how they stood before stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.files.models import Document
from chiso.office.ledger.verbs import declare_fields, declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.tasks.access import CHAIN, DIRECT, where_of_directives
from chiso.office.tasks.models import DIRECTIVE_KINDS, Directive, DirectiveChange
from chiso.office.tasks.problems import no_reason, no_words, unknown_kind
from chiso.problems import Problem

KIND_NAMES = {
    "plan": text("plan"),
    "resolution": text("resolution"),
    "programme": text("programme"),
    "conclusion": text("conclusion of a conference"),
    "finding": text("finding of an inspection"),
    "letter": text("letter of a citizen"),
    "other": text("other source"),
}
# What a directive says of itself, as the form and the record call it.
FACT_NAMES = {
    "kind": text("Kind"),
    "number": text("Number and sign"),
    "issued_on": text("Date of the document"),
    "issuer": text("Issued by"),
    "title": text("What it is about"),
    "extract": text("Extract: the words that give the tasks"),
    "document": text("Its file among the evidence"),
}
declare_values({f"directive_{kind}": title for kind, title in KIND_NAMES.items()})
declare_fields("directive_corrected", FACT_NAMES)
declare_verbs(
    {
        "directive_entered": text("entered a directive ({kind}): {number} {title}"),
        "directive_corrected": text("corrected the directive, now version {version}: {fields}"),
    }
)


@dataclass(frozen=True, slots=True)
class DirectiveFacts:
    """What a directive says of itself; `document` is its file among the evidence."""

    kind: str
    title: str
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    extract: str = ""
    document: Document | None = None


def enter_directive(*, actor: Person, facts: DirectiveFacts, is_made_up: bool = False) -> Directive:
    """Enter a directive. Does not give tasks. Raises NoRight, Incomplete (CH-8450, CH-8468)."""
    decision = require(actor, DIRECT, where_of_directives())
    _check(facts, [])
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        made = Directive.objects.create(entered_by=actor, is_made_up=is_made_up, **_fields(facts))
        told = {"kind": f"directive_{made.kind}", "is_made_up": is_made_up, "document": made.document_id or 0}
        work.record("directive_entered", made, facts=told, words=_words(facts))
    return made


def correct_directive(
    *, actor: Person, directive: Directive, facts: DirectiveFacts, reason: str, expected_version: int
) -> Directive:
    """Correct what a directive says, for a reason. Tasks that come from it stay as they are.

    Raises NoRight, Conflict, Incomplete (CH-8450, CH-8463, CH-8468).
    """
    decision = require(actor, DIRECT, where_of_directives())
    _check(facts, [] if reason.strip() else [no_reason("reason")])
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(directive, expected_version, given=facts)
        before, after = _fields_of(current), _fields(facts)
        DirectiveChange.objects.create(
            directive=current, number=current.version, stood=_as_json(before), reason=reason.strip(),
            changed_by=actor,
        )  # fmt: skip
        for name, value in after.items():
            setattr(current, name, value)
        save_next(current)
        changed = sorted(name for name, value in after.items() if before[name] != value)
        told = {"version": current.version, "fields": changed}
        work.record("directive_corrected", current, facts=told, words=_words(facts) | {"reason": reason})
    return current


def _check(facts: DirectiveFacts, problems: list[Problem]) -> None:
    if facts.kind not in DIRECTIVE_KINDS:
        problems.append(unknown_kind("kind", facts.kind))
    if not facts.title.strip():
        problems.append(no_words("title", text("Expected what the directive is about.")))
    if problems:
        raise Incomplete(problems)


def _fields(facts: DirectiveFacts) -> dict[str, Any]:
    given = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _fields_of(directive: Directive) -> dict[str, Any]:
    return {name: getattr(directive, name) for name in DirectiveFacts.__dataclass_fields__}


def _as_json(fields: dict[str, Any]) -> dict[str, Any]:
    written = dict(fields)
    issued, document = written["issued_on"], written["document"]
    written["issued_on"] = issued.isoformat() if issued else None
    written["document"] = document.key if document else None
    return written


def _words(facts: DirectiveFacts) -> dict[str, str]:
    said = {name: getattr(facts, name).strip() for name in ("number", "title", "issuer", "extract")}
    return {name: value for name, value in said.items() if value}
