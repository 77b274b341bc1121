"""Bringing the figures of a criterion for all units: what would change, then the change."""

from __future__ import annotations

from dataclasses import dataclass

from django_scopes import scopes_disabled

from chiso.figures import DecimalSign
from chiso.frameworks.model import Node
from chiso.language import Text, text
from chiso.office.campaigns.access import BRING
from chiso.office.campaigns.answering.given import Given, given_of
from chiso.office.campaigns.answering.saving import write_layer
from chiso.office.campaigns.models import Answer, Campaign, Sheet
from chiso.office.campaigns.models.sheets import BASES
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.sheets.reading import ReadSheet, read_sheet
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.problems import Place, Problem
from chiso.scoring.answers import ORIGINS, Origin
from chiso.scoring.layers import Layer
from chiso.scoring.questions import questions_of

declare_verbs(
    {
        "sheet_brought": text(
            "brought version {number} of the figures of {node} from {source}: {changed} of {rows} changed"
        ),
    }
)

LAYER: Layer = "self_assessed"
LARGEST_FILE = 4 * 1024 * 1024


class Overtaken(Incomplete):
    """Somebody brought another version meanwhile."""

    status = 409


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings: the table as it came, and where it is from.

    `origin` as in answers, `source` names the document, `basis` the sampling basis of estimates or "";
    `sign` the decimal sign of the table where it is known.
    """

    content: bytes
    name: str
    origin: str
    source: str
    basis: str = ""
    sign: DecimalSign | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a table would change in a leaf. `before` None: nothing stood there."""

    leaf: Leaf
    before: Answer | None
    after: Given
    is_appraised: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the leaves of a criterion; nothing is written.

    `number`: the latest version that stands, 0 for none. `same`: rows that change nothing.
    """

    node: Node
    sheet: ReadSheet
    number: int
    differences: tuple[Difference, ...]
    same: int

    @property
    def appraised(self) -> int:
        """How many of the leaves that change have been appraised: there the appraisal counts."""
        return sum(one.is_appraised for one in self.differences)


def preview_sheet(*, actor: Person, campaign: Campaign, node: str, brought: Brought) -> Preview:
    """What a table would change. Raises NoRight, NotNow, BadInput, Incomplete (CH-7860 to CH-7862)."""
    require(actor, BRING, where_of_sheet(campaign, node))
    with scopes_disabled():
        return preview_of(participants_of(campaign), node, brought)


def bring_sheet(
    *, actor: Person, campaign: Campaign, node: str, brought: Brought, expected_number: int
) -> Sheet:
    """Take a table over as the next version of the figures of a criterion.

    Units that it does not name keep what stands; an appraisal that stands counts before it. It makes no
    approval of an agency fall: these figures are not the agency's.
    Raises NoRight, NotNow, BadInput, Incomplete (CH-7860 to CH-7862; CH-7863 another version came meanwhile).
    """
    decision = require(actor, BRING, where_of_sheet(campaign, node))
    # The figures are of all agencies, whoever brings them.
    with scopes_disabled(), unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        preview = preview_of(participants_of(campaign), node, brought)
        if preview.number != expected_number:
            raise Overtaken([overtaken(preview.number)])
        return take_over(work, campaign, preview, brought)


def take_over(work: Work, campaign: Campaign, preview: Preview, brought: Brought) -> Sheet:
    """Write what a preview showed, within a service's transaction that holds the chain of the campaign.

    Whoever calls it has asked for the right, and has compared the number of the latest version.
    """
    node = preview.node.code
    origin: Origin = brought.origin  # type: ignore[assignment]  # one of ORIGINS, as was looked at
    sheet: Sheet = Sheet.objects.create(
        campaign=campaign, node=node, number=preview.number + 1, origin=origin,
        source=brought.source.strip(), basis=brought.basis, table=preview.sheet.table,
        errors={uid: dict(errors) for uid, errors in preview.sheet.errors.items()}, brought_by=work.actor,
    )  # fmt: skip
    facts = {
        "node": node, "number": sheet.number, "origin": origin, "source": sheet.source,
        "basis": sheet.basis, "rows": len(preview.sheet.given), "changed": len(preview.differences),
    }  # fmt: skip
    work.record("sheet_brought", sheet, facts=facts)
    for one in preview.differences:
        version = one.before.version if one.before is not None else 0
        write_layer(
            work, campaign, one.leaf, LAYER, one.after, expected_version=version, origin=origin, sheet=sheet
        )
    return sheet


def where_of_sheet(campaign: Campaign, node: str) -> Where:
    """The place of the figures of a criterion: of nobody's agency."""
    return Where(campaign=campaign, node=node, chain=chain_of(campaign))


def preview_of(participants: Participants, node: str, brought: Brought) -> Preview:
    """What a table would change, whoever asks. Raises BadInput, Incomplete (CH-7860 to CH-7862, CH-7864)."""
    leaf = _leaf(participants, node)
    problems = _problems(brought)
    if problems:
        raise Incomplete(problems)
    sheet = read_sheet(
        participants, leaf, brought.content, brought.name, basis=brought.basis, sign=brought.sign
    )
    campaign = participants.campaign
    rows = Answer.objects.filter(campaign=campaign, node=node, seat=1)
    own = {row.unit_id: row for row in rows.filter(layer=LAYER)}
    appraised = set(rows.exclude(layer=LAYER).values_list("unit", flat=True))
    differences = []
    for unit, given in sheet.given.items():
        there, before = participants.leaf(unit, node), own.get(unit)
        if there is not None and not _stands(before, given, brought.origin):
            differences.append(Difference(there, before, given, unit in appraised))
    latest = Sheet.objects.filter(campaign=campaign, node=node).order_by("-number").first()
    number = latest.number if latest is not None else 0
    same = len(sheet.given) - len(differences)
    return Preview(leaf, sheet, number, tuple(differences), same)


def _stands(before: Answer | None, given: Given, origin: str) -> bool:
    """Whether a row says what stands already, from the same origin."""
    if before is None or before.origin != origin:
        return False
    stood = given_of(before)
    return (stood.status, stood.rows, stood.note) == (given.status, given.rows, given.note)


def _leaf(participants: Participants, node: str) -> Node:
    question = questions_of(participants.framework).by_code.get(node)
    if question is not None and question.own_inputs:
        return question.node
    expected = text("Expected the code of a criterion that is answered.")
    raise Incomplete(
        [_problem("CH-7860", "node", node, expected, text("Take it from the list of criteria."))]
    )


def _problems(brought: Brought) -> list[Problem]:
    problems = []
    if brought.origin not in ORIGINS or brought.origin == "agency":
        expected = text(
            "Expected where the figures come from: a survey, a statistic, a system, an inspection."
        )
        mend = text("Choose one; what agencies say themselves they enter themselves.")
        problems.append(_problem("CH-7861", "origin", brought.origin, expected, mend))
    if not brought.source.strip() or brought.basis not in dict(BASES):
        field = "basis" if brought.source.strip() else "source"
        expected = text("Expected the document that the figures are taken from, and a known basis.")
        mend = text("Name number, date and issuer; choose the basis from the list.")
        problems.append(_problem("CH-7862", field, "", expected, mend))
    if len(brought.content) > LARGEST_FILE:
        expected = text("Expected a file of at most {size} MB.", size=LARGEST_FILE // 1024 // 1024)
        mend = text("Give the rows of this criterion only.")
        problems.append(_problem("CH-7864", "table", brought.name, expected, mend))
    return problems


def overtaken(number: int) -> Problem:
    """Somebody brought another version of the figures meanwhile (CH-7863)."""
    expected = text("Expected the version that was seen; version {number} stands now.", number=number)
    mend = text("Look at the differences again, then accept.")
    return _problem("CH-7863", "expected_number", str(number), expected, mend)


def _problem(code: str, field: str, found: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(field=field), found, expected, mend)
