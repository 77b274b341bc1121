"""Withdrawing figures that came from elsewhere: what stood before them stands again.

What stood is taken from the record, which holds every form that an answer ever had. A leaf that somebody
wrote since, or that a later version of the figures feeds, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import write_layer
from chiso.office.campaigns.models import Answer, Sheet
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.campaigns.sheets.services import LAYER
from chiso.office.ledger.models import Entry, Words
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work
from chiso.scoring.answers import Origin

declare_verbs(
    {"sheet_withdrawn": text("withdrew version {number} of the figures of {node}: {changed} answers changed")}
)


def withdraw_sheet(work: Work, participants: Participants, sheet: Sheet) -> int:
    """Take a version of figures back within a service's transaction; how many answers changed.

    The transaction holds the chain of the campaign. Whoever calls it has asked for the right to bring
    figures, which is also the right to take them back; scopes are off.
    """
    Sheet.objects.filter(pk=sheet.pk).update(withdrawn_at=timezone.now())
    answers = list(
        Answer.objects.filter(
            campaign=participants.campaign, node=sheet.node, layer=LAYER, seat=1, sheet=sheet
        )
    )
    withdrawn = set(
        Sheet.objects.filter(
            campaign=participants.campaign, node=sheet.node, withdrawn_at__isnull=False
        ).values_list("pk", flat=True)
    )
    before = _before(answers, withdrawn)
    words = _words_of(before.values())
    sheets = Sheet.objects.in_bulk({entry.facts.get("sheet") for entry in before.values()} - {None})
    changed = 0
    for answer in answers:
        leaf = participants.leaf(answer.unit_id, answer.node) or _once_there(participants, answer)
        entry = before.get(answer.pk)
        given, origin = _nothing(participants, answer.node) if entry is None else _again(entry, words)
        write_layer(
            work, participants.campaign, leaf, LAYER, given, expected_version=answer.version, origin=origin,
            sheet=sheets.get(entry.facts.get("sheet")) if entry is not None else None,
        )  # fmt: skip
        changed += 1
    facts = {"node": sheet.node, "number": sheet.number, "changed": changed}
    work.record("sheet_withdrawn", sheet, facts=facts)
    return changed


def _once_there(participants: Participants, answer: Answer) -> Leaf:
    """The leaf of an answer that nobody answers for now: once somebody does again, it must not count."""
    nodes = participants.framework.nodes_by_code
    return Leaf(answer.unit_id, nodes[answer.node], nodes[answer.field], answer.agency_id, None)


def _before(answers: Iterable[Answer], withdrawn: set[int]) -> dict[int, Entry]:
    """Of each answer (primary key) the last earlier form that comes from no figures which were withdrawn."""
    versions = {answer.pk: answer.version for answer in answers}
    entries = Entry.objects.filter(
        verb="answer_saved", object_kind=Answer._meta.label_lower, object_id__in=list(versions)
    )
    found: dict[int, Entry] = {}
    for entry in entries:
        key, version = entry.object_id or 0, int(entry.facts["version"])
        if version >= versions[key] or entry.facts.get("sheet") in withdrawn:
            continue
        if key not in found or version > int(found[key].facts["version"]):
            found[key] = entry
    return found


def _words_of(entries: Iterable[Entry]) -> dict[tuple[int, str], str]:
    """The words of these entries by entry and name; empty where a person was erased."""
    rows = Words.objects.filter(entry__in=list(entries), name__in=("note", "words"))
    return {(row.entry_id, row.name): row.text for row in rows}


def _again(entry: Entry, words: Mapping[tuple[int, str], str]) -> tuple[Given, Origin]:
    """What an entry tells of an answer."""
    facts = entry.facts
    given = Given(
        tuple(InputRow(*row) for row in facts["rows"]),
        facts["status"],
        words.get((entry.pk, "note"), ""),
        facts.get("reason", ""),
        words.get((entry.pk, "words"), ""),
        bool(facts.get("agreed")),
        int(facts.get("lacking", 0)),
    )
    return given, facts["origin"]


def _nothing(participants: Participants, node: str) -> tuple[Given, Origin]:
    """Nothing stood there: whoever answers for the leaf may enter it."""
    lacking = max(asked_of(participants.framework, node).all_lacking, 1)
    return Given(status="missing", lacking=lacking), "agency"
