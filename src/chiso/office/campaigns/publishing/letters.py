"""The decision of an edition as a letter: what approves, corrects or withdraws the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.utils import timezone

from chiso.documents.letters import (
    Article,
    DecisionFacts,
    Issuer,
    LeafPoints,
    LeagueResults,
    Letter,
    Recipients,
    Signature,
    UnitLeaves,
    UnitResult,
    decision_letter,
)
from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.language import Text, text
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.results.layered import LayeredResults
from chiso.office.configuration import configuration
from chiso.scoring.ranking import RankingRow

# These are run by the central government: their people's committee is that of a city, not of a province.
_CITIES = frozenset({"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"})
_PLACES = 2


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a decision that no figure gives; kept with the edition, offered to the next one.

    `grounds` and `recipients` are lines.
    """

    issuer: str = ""
    abbreviation: str = "UBND"
    place: str = ""
    authority: str = ""
    grounds: str = ""
    proposer: str = ""
    carried_out_by: str = ""
    capacity: str = "TM. ỦY BAN NHÂN DÂN"
    position: str = "CHỦ TỊCH"
    signer: str = ""
    recipients: str = ""
    archive: str = "VT, SNV"

    def as_tree(self) -> dict[str, str]:
        """As it is kept."""
        return asdict(self)


def words_from(tree: Mapping[str, Any]) -> LetterWords:
    """The words of a kept edition; what is not there is as usual."""
    names = {one.name for one in fields(LetterWords)}
    return LetterWords(**{name: str(value) for name, value in tree.items() if name in names})


def usual_words() -> LetterWords:
    """The words of a city's first decision, to be put right by who prepares it."""
    city = configuration().city
    committee = f"Ủy ban nhân dân {'thành phố' if city in _CITIES else 'tỉnh'} {city}".strip()
    return LetterWords(
        issuer=committee,
        place=city,
        authority=f"Chủ tịch {committee}",
        grounds="Căn cứ Luật Tổ chức chính quyền địa phương",
        proposer="Giám đốc Sở Nội vụ",
        carried_out_by=f"Chánh Văn phòng {committee}, Giám đốc Sở Nội vụ và các cơ quan, đơn vị có liên quan",
        recipients="Như Điều 3\nCác cơ quan, đơn vị được đánh giá",
    )


def letter_of(edition: Edition, layered: LayeredResults, content: str) -> Letter:
    """The decision with its annexes, without number and day. `content` is the hash that it prints."""
    facts = _facts(edition, layered, content)
    if edition.status == "withdrawn":
        return _withdrawal(edition, facts)
    return decision_letter(facts)


def _facts(edition: Edition, layered: LayeredResults, content: str) -> DecisionFacts:
    words, campaign = words_from(edition.letter), edition.campaign
    is_withdrawn = edition.status == "withdrawn"
    subject = ""
    if edition.status == "corrected":
        subject = _said(text("Correction of the results of “{campaign}”", campaign=campaign.title))
    elif is_withdrawn:
        subject = _said(text("Withdrawal of the results of “{campaign}”", campaign=campaign.title))
    return DecisionFacts(
        issuer=Issuer(words.issuer, words.abbreviation, words.place),
        authority=words.authority,
        campaign=campaign.title,
        year=timezone.localdate(edition.prepared_at).year,
        signature=Signature(words.position, words.signer, words.capacity),
        created=edition.prepared_at,
        leagues=() if is_withdrawn else (_league(layered),),
        leaves=() if is_withdrawn else tuple(_leaves(layered)),
        grounds=tuple(_grounds(edition, words)),
        proposer=words.proposer,
        subject=subject,
        carried_out_by=words.carried_out_by,
        address=configuration().portal_address,
        content_hash=content,
        recipients=Recipients(_lines(words.recipients), words.archive),
        notice=_notice(edition),
    )


def _grounds(edition: Edition, words: LetterWords) -> Iterator[str]:
    yield from _lines(words.grounds)
    before = edition.supersedes
    if before is not None:
        day = f"{before.decision_date:%d/%m/%Y}" if before.decision_date else ""
        yield _said(
            text("Further to decision {number} of {day}; {reason}",
                 number=before.decision_number, day=day, reason=edition.reason)
        )  # fmt: skip


def _withdrawal(edition: Edition, facts: DecisionFacts) -> Letter:
    """A decision that withdraws what an earlier one published, instead of approving results."""
    before = edition.supersedes
    assert before is not None, "what was never published is not withdrawn"
    day = f"{before.decision_date:%d/%m/%Y}" if before.decision_date else ""
    lines = [
        text("Withdraw the results of “{campaign}” that were published by decision {number} of {day}.",
             campaign=edition.campaign.title, number=before.decision_number, day=day),
        text("Digest of the published data (SHA-256): {digest}.", digest=facts.content_hash),
        text("This decision takes effect on the day of its signature."),
    ]  # fmt: skip
    usual = decision_letter(facts)
    articles = tuple(Article(number, (_said(line),)) for number, line in enumerate(lines, start=1))
    return replace(usual, body=articles, annexes=())


def _notice(edition: Edition) -> str:
    """What stands above every page."""
    campaign = edition.campaign
    said = []
    if campaign.is_sample:
        said.append(_said(text("Sample data: these figures are made up")))
    if campaign.rehearsal_of_id is not None:
        said.append(_said(text("Rehearsal: not for publication")))
    return "; ".join(said)


def _league(layered: LayeredResults) -> LeagueResults:
    result, participants = layered.decided, layered.participants
    title = layered.league.title.in_language("vi") or participants.framework.title.in_language("vi")
    maxima = {row.max_score for row in result.ranking}
    return LeagueResults(
        title,
        tuple(_unit(layered, row) for row in result.ranking),
        maxima.pop() if len(maxima) == 1 else None,
        _places(participants.framework),
    )


def _unit(layered: LayeredResults, row: RankingRow) -> UnitResult:
    key = layered.participants.keys_by_uid[row.unit.uid]
    return UnitResult(
        row.unit.name,
        row.rank,
        layered.points("self_assessed", key),
        layered.points("appraised", key),
        layered.points("decided", key) if layered.has_reached("decided") else row.score,
        row.class_title.in_language("vi") if row.class_code else "",
    )


def _leaves(layered: LayeredResults) -> Iterator[UnitLeaves]:
    participants = layered.participants
    places = _places(participants.framework)
    by_unit: dict[int, list[Node]] = {}
    for leaf in participants.leaves:
        by_unit.setdefault(leaf.unit, []).append(leaf.node)
    for row in layered.decided.ranking:
        key = participants.keys_by_uid[row.unit.uid]
        leaves = tuple(_leaf(layered, key, node) for node in by_unit.get(key, ()))
        yield UnitLeaves(row.unit.name, leaves, places)


def _leaf(layered: LayeredResults, unit: int, node: Node) -> LeafPoints:
    stands = layered.node("decided", unit, node.code)
    notes = {"not_applicable": text("not applicable"), "missing": text("no figures")}
    note = notes.get(stands.status)
    return LeafPoints(
        node.code,
        node.title.in_language("vi"),
        stands.max_points,
        layered.points("self_assessed", unit, node.code),
        layered.points("appraised", unit, node.code),
        stands.points,
        _said(note) if note is not None else "",
    )


def _places(framework: Framework) -> int:
    """The decimals of the published figure."""
    rounding = framework.published_rounding(TOTAL)
    return _PLACES if rounding is None else rounding.places


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _said(line: Text) -> str:
    """A decision is in Vietnamese, whoever prepares it."""
    return line.in_language("vi")
