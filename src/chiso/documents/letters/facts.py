"""What is said in the letters of a campaign: plain values, without a word of how they are printed.

Points are exact; None where there are none. `created` (with time zone) is when the document is made.
Words in these facts are printed as they are, on one line each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from chiso.documents.letters.parts import Recipients, Signature
from chiso.language import DEFAULT_LANGUAGE, Language


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose letter it is.

    `name`: "Ủy ban nhân dân thành phố Hà Nội"; `superior`: the body right above, where the decree asks
    for it (a department names its people's committee, a province's committee none); `abbreviation`
    follows the kind in the symbol: "UBND" in "QĐ-UBND"; `place`: "Hà Nội".
    """

    name: str
    abbreviation: str
    place: str
    superior: str = ""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A unit's line in the table of results: points of each layer, rank and class as decided."""

    unit: str
    rank: int | None = None
    self_assessed: Fraction | None = None
    appraised: Fraction | None = None
    final: Fraction | None = None
    class_title: str = ""


@dataclass(frozen=True, slots=True)
class LeagueResults:
    """A league (a group of units that is ranked for itself), its units in the order of printing.

    `places` are the published decimals of its points.
    """

    title: str
    units: tuple[UnitResult, ...]
    max_points: Fraction | None = None
    places: int = 2


@dataclass(frozen=True, slots=True)
class LeafPoints:
    """A unit's points of one criterion; `note` says what figures cannot: not applicable, the reason."""

    code: str
    title: str
    max_points: Fraction | None = None
    self_assessed: Fraction | None = None
    appraised: Fraction | None = None
    final: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitLeaves:
    """The leaves of one unit, in the order of the framework."""

    unit: str
    leaves: tuple[LeafPoints, ...]
    places: int = 2


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision that approves the results of a campaign.

    `authority`: who decides; `grounds`: the lines after "Căn cứ …", with these words and without the
    sign at the end; `proposer`: who follows "Theo đề nghị của …". `subject` takes the place of the usual
    one. `number` and `day` are empty until the records office gives them; `year` then stands alone.
    `carried_out_by`: who carries it out, in the words of the last article. `address` and `content_hash`:
    where the data are published, and SHA-256 of the bundle's content.
    """

    issuer: Issuer
    authority: str
    campaign: str
    year: int
    signature: Signature
    created: datetime
    leagues: tuple[LeagueResults, ...]
    leaves: tuple[UnitLeaves, ...] = ()
    grounds: tuple[str, ...] = ()
    proposer: str = ""
    subject: str = ""
    number: str = ""
    day: date | None = None
    carried_out_by: str = ""
    address: str = ""
    content_hash: str = ""
    recipients: Recipients | None = None
    notice: str = ""
    language: Language = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody at a meeting; `position` with the office: "Phó Giám đốc Sở Nội vụ"."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """How a council voted, counted in members."""

    in_favour: int
    against: int = 0
    abstaining: int = 0


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """One matter: what was said (each line a paragraph), what was decided, why, and by which vote.

    `points_before` and `points_after` are those of the leaf, where the matter is one.
    """

    title: str
    discussion: str = ""
    decision: str = ""
    reason: str = ""
    vote: Vote | None = None
    points_before: Fraction | None = None
    points_after: Fraction | None = None
    max_points: Fraction | None = None


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """The minutes of a council's meeting; `started` and `ended` are the hours of the place."""

    issuer: Issuer
    campaign: str
    started: datetime
    venue: str
    chair: Attendant
    secretary: Attendant
    created: datetime
    ended: datetime | None = None
    members: tuple[Attendant, ...] = ()
    guests: tuple[Attendant, ...] = ()
    absent: tuple[Attendant, ...] = ()
    items: tuple[MinutesItem, ...] = ()
    closing: str = ""
    subject: str = ""
    number: str = ""
    recipients: Recipients | None = None
    notice: str = ""
    language: Language = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a body gives for a self-assessment that was handed in.

    `number` is the receipt's own ("2026/0042"); `received` is the hour of the server, in the time of the
    place; `content_hash` the SHA-256 of what was handed in. `revision` is what the head approved.
    `lateness` answers "Submitted in time": yes, or how late. `follows`: what happens next, a line each.
    `signature` None: the program gives it without one.
    """

    issuer: Issuer
    number: str
    received: datetime
    agency: str
    campaign: str
    content_hash: str
    created: datetime
    submitted_by: str = ""
    approved_by: str = ""
    revision: int | None = None
    leaves: int = 0
    answered: int = 0
    not_applicable: int = 0
    without_evidence: int = 0
    files: int = 0
    self_assessed: Fraction | None = None
    max_points: Fraction | None = None
    places: int = 2
    lateness: str = ""
    follows: tuple[str, ...] = ()
    address: str = ""
    signature: Signature | None = None
    notice: str = ""
    language: Language = DEFAULT_LANGUAGE
