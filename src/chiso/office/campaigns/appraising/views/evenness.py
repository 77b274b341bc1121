"""Aids to judge alike: agreement of two blind appraisers, one document in several places, severity."""

from __future__ import annotations

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chiso.figures import Rounding, write_decimal
from chiso.language import Language, Text, Value, text
from chiso.office.campaigns.appraising.access import room_for
from chiso.office.campaigns.appraising.agreement import Pair, by_criterion, pairs_of
from chiso.office.campaigns.appraising.evenness import ENOUGH, judged_of, same_documents, severities
from chiso.office.campaigns.appraising.views.queue import BY_CRITERION, address_at, tabs_of
from chiso.office.files.showing import short_digest
from chiso.office.people.guard import signed_in
from chiso.office.people.signed_in import person_of
from chiso.office.ui.paging import page_of
from chiso.office.ui.templates import say

_FOR_EYES = Rounding(1, "half_even")


@signed_in
@require_safe
def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """How far two blind appraisers agree, and where they differ."""
    room = room_for(person_of(request), key)
    pairs = pairs_of(room.desk)
    language: Language = getattr(request, "language", "vi")
    rows = by_criterion(room.participants, pairs)
    context = {
        "campaign": room.campaign,
        "tabs": tabs_of(key, "thong-nhat"),
        "rows": rows,
        "pages": page_of(request, [pair for pair in pairs if pair.differs]),
        "name_of": room.desk.name_of_unit,
        "said": lambda pair, seat: say(_judgement(pair, seat), language),
        "address_of": lambda leaf: address_at(key, room.desk.unit(leaf).key, leaf.code, BY_CRITERION),
        "lead": _lead(len(pairs), sum(pair.differs for pair in pairs), room.campaign.twice),
    }
    return render(request, "campaigns/appraising/agreement.html.j2", context)


def _judgement(pair: Pair, seat: int) -> Value:
    """What one of the two gave: points, else that they said something else."""
    judged = pair.judgements[seat]
    return judged if isinstance(judged, Fraction) else text("other figures")


def _lead(pairs: int, differ: int, share: int) -> Text:
    if not share:
        return text("In this campaign nothing is appraised twice.")
    if not pairs:
        return text("{share} % are appraised twice; nowhere are both in yet.", share=share)
    return text("Of {pairs} that two appraised, {differ} came out differently.", pairs=pairs, differ=differ)


@signed_in
@require_safe
def evenness(request: HttpRequest, key: str) -> HttpResponse:
    """One document judged differently; appraisers beside the others."""
    room = room_for(person_of(request), key)
    judged = judged_of(room.desk, room.calendar, watching=room.is_watching)
    context = {
        "campaign": room.campaign,
        "tabs": tabs_of(key, "dong-deu"),
        "pages": page_of(request, same_documents(room.desk, judged), 20),
        "severities": severities(judged),
        "enough": ENOUGH,
        "digest": short_digest,
        "figure_of": lambda value: write_decimal(value, _FOR_EYES),
        "name_of": room.desk.name_of_unit,
        "address_of": lambda leaf: address_at(key, room.desk.unit(leaf).key, leaf.code, BY_CRITERION),
    }
    return render(request, "campaigns/appraising/evenness.html.j2", context)
