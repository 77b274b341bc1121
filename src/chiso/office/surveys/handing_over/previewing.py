"""What handing over would do: figures and points before and after, who gets none, what else stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.language import Text, listing, text
from chiso.office.campaigns.models import Answer, Campaign, Sheet
from chiso.office.campaigns.participants import Participants
from chiso.office.campaigns.results.layered import LayeredResults, layered_results
from chiso.office.campaigns.sheets.services import LAYER, Brought, Difference, Preview, preview_of
from chiso.office.errors import Incomplete
from chiso.office.surveys.handing_over.feeding import Fed, FedLeaf, Feed, feed
from chiso.office.surveys.models import RoundVersion
from chiso.office.surveys.reading import estimates_in
from chiso.problems import BadInput, Problem
from chiso.survey.estimates import Estimate
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class PointsChange:
    """A unit in a criterion: points of the criterion and of the whole, before and after.

    None: there are none. `figures`: the estimates by input. `is_appraised`: the appraisal goes on to count.
    """

    unit: Unit
    figures: Mapping[str, Estimate]
    before: Fraction | None
    after: Fraction | None
    total_before: Fraction | None
    total_after: Fraction | None
    is_changed: bool
    is_appraised: bool


@dataclass(frozen=True, slots=True)
class LeafPreview:
    """A criterion: what its figures would become. `own`: units whose agency has entered it itself."""

    fed: FedLeaf
    brought: Brought
    preview: Preview
    rows: tuple[PointsChange, ...]
    own: tuple[str, ...]
    standing: Sheet | None

    @property
    def number(self) -> int:
        """The latest version of its figures that stands; 0 for none."""
        return self.preview.number


@dataclass(frozen=True, slots=True)
class HandingPreview:
    """All criteria that would be fed, and the domains of the table that mean no unit of the campaign."""

    leaves: tuple[LeafPreview, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadyLeaf:
    """A criterion whose figures have been read whole."""

    fed: FedLeaf
    brought: Brought
    preview: Preview


@dataclass(frozen=True, slots=True)
class Ready:
    """What can be handed over: nothing is wrong with it."""

    leaves: tuple[ReadyLeaf, ...]
    left_out: tuple[str, ...]


def make_ready(participants: Participants, version: RoundVersion, feeds: Sequence[Feed]) -> Ready:
    """Read every chosen criterion. Raises Incomplete with all that is wrong: CH-7933 to CH-7937, CH-78nn."""
    problems: list[Problem] = []
    fed: Fed = feed(participants, estimates_in(version.estimates), feeds, problems)
    leaves = []
    for leaf in fed.leaves:
        brought = Brought(
            leaf.table.encode(),
            f"{leaf.node.code}.csv",
            "survey",
            source_of(version),
            version.round.basis,
            ".",
        )
        try:
            preview = preview_of(participants, leaf.node.code, brought)
        except (BadInput, Incomplete) as refused:
            problems += refused.problems
        else:
            leaves.append(ReadyLeaf(leaf, brought, preview))
    if problems:
        raise Incomplete(problems)
    return Ready(tuple(leaves), fed.left_out)


def preview_handing_over(participants: Participants, ready: Ready) -> HandingPreview:
    """Figures and points as they stand, and as they would stand. The league is scored twice.

    Scopes are off: the figures are of all agencies.
    """
    before = layered_results(participants)
    changes = [one for leaf in ready.leaves for one in leaf.preview.differences]
    after = _with_changes(before, changes)
    standing = _standing_sheets(participants.campaign)
    return HandingPreview(
        tuple(_leaf(before, after, leaf, standing.get(leaf.fed.node.code)) for leaf in ready.leaves),
        ready.left_out,
    )


def source_of(version: RoundVersion) -> str:
    """The source document of the figures: the round, its version, the hash of its table."""
    found = version.round
    return f"{found.name} ({found.period}), {version.number} · SHA-256 {version.estimates_sha256[:12]}"


def conflicts_of(leaf: LeafPreview) -> list[Text]:
    """What stands already and would give way, or goes on to count, in words."""
    said = []
    if leaf.own:
        said.append(
            text(
                "What these agencies have entered themselves would give way: {names}.",
                names=listing(leaf.own),
            )
        )
    if leaf.standing is not None:
        said.append(
            text(
                "Version {number} of these figures stands, from: {source}. It would give way.",
                number=leaf.standing.number,
                source=leaf.standing.source,
            )
        )
    appraised = [row.unit.name for row in leaf.rows if row.is_appraised and row.is_changed]
    if appraised:
        said.append(
            text("Here the appraisal stands and goes on to count: {names}.", names=listing(appraised))
        )
    return said


def _leaf(
    before: LayeredResults, after: LayeredResults, ready: ReadyLeaf, standing: Sheet | None
) -> LeafPreview:
    participants, node = before.participants, ready.fed.node.code
    changed = {one.leaf.unit: one for one in ready.preview.differences}
    rows = []
    for uid, figures in ready.fed.figures.items():
        key = participants.keys_by_uid[uid]
        one = changed.get(key)
        rows.append(
            PointsChange(
                participants.units[key],
                figures,
                before.node("decided", key, node).points,
                after.node("decided", key, node).points,
                before.node("decided", key, TOTAL).points,
                after.node("decided", key, TOTAL).points,
                one is not None,
                one is not None and one.is_appraised,
            )
        )
    own = tuple(
        participants.units[one.leaf.unit].name
        for one in ready.preview.differences
        if one.before is not None and one.before.origin in ("", "agency") and one.before.status != "missing"
    )
    return LeafPreview(ready.fed, ready.brought, ready.preview, tuple(rows), own, standing)


def _with_changes(before: LayeredResults, changes: Sequence[Difference]) -> LayeredResults:
    """The answers with these in the place of what stands; nothing is written."""
    places = {(one.leaf.unit, one.leaf.code): one for one in changes}
    kept = [
        row
        for row in before.rows
        if row.layer != LAYER or row.seat != 1 or (row.unit_id, row.node) not in places
    ]
    made = [
        Answer(
            campaign=before.participants.campaign, unit_id=one.leaf.unit, node=one.leaf.code, layer=LAYER,
            seat=1, status=one.after.status, rows=one.after.kept_rows(), note=one.after.note, origin="survey",
        )
        for one in changes
    ]  # fmt: skip
    return LayeredResults(before.participants, (*kept, *made))


def _standing_sheets(campaign: Campaign) -> dict[str, Sheet]:
    """The version of figures that counts, by criterion."""
    rows = Sheet.objects.filter(campaign=campaign, withdrawn_at=None).defer("table").order_by("number")
    return {sheet.node: sheet for sheet in rows}
