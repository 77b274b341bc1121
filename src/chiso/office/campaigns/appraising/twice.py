"""Which leaves two people appraise without seeing each other, and who sits on which seat.

    drawn if the first 8 bytes of SHA-256(campaign key, unit uid, node), as a share of 2^64, lie below
    the campaign's share

The draw follows from what everybody can look up: no clock, no chance of the machine, and nobody can
arrange that a leaf is drawn or is not. Whoever comes first takes seat 1, somebody else takes seat 2; what
is on seat 1 counts. Neither sees the other's until both are in, and from then on neither changes. Once the
first round is over nothing is hidden any more: whoever judges in the second must know what it said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.people.models import Person
from chiso.scoring.layers import Layer

BLIND_LAYER: Layer = "appraised_1"
SEATS = (1, 2)
_ALL = 1 << 64


def is_drawn(campaign: Campaign, uid: str, node: str) -> bool:
    """Whether a leaf of a unit (by uid) is appraised twice in the first round."""
    if not campaign.twice:
        return False
    digest = hashlib.sha256("\n".join((campaign.key, uid, node)).encode()).digest()
    return int.from_bytes(digest[:8], "big") * 100 < campaign.twice * _ALL


def seat_of(person: Person, first_round: Iterable[Answer], *, drawn: bool) -> int | None:
    """The seat on which a person appraises a leaf; None where two others hold both.

    `first_round`: what stands of the blind layer. A leaf that is not drawn has one seat, which
    colleagues share.
    """
    if not drawn:
        return SEATS[0]
    holders = {one.seat: one.by_id for one in first_round}
    for seat in SEATS:
        if holders.get(seat, person.pk) == person.pk:
            return seat
    return None


def are_both_in(first_round: Iterable[Answer]) -> bool:
    """Whether both seats have judged."""
    return {one.seat for one in first_round} >= set(SEATS)


def shown_to(person: Person, answers: Iterable[Answer], *, blind: bool) -> list[Answer]:
    """The layers of a leaf without what a person must not see yet: the other's blind appraisal.

    `blind`: the leaf is drawn, and the first round is open for it.
    """
    kept = list(answers)
    first_round = [one for one in kept if one.layer == BLIND_LAYER]
    if not blind or are_both_in(first_round):
        return kept
    return [one for one in kept if one.layer != BLIND_LAYER or one.by_id == person.pk]
