"""Erasing a person from notices: theirs go; in what others were told, whatever names them goes."""

from __future__ import annotations

import json

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from chiso.office.ledger.erasing import Erasure
from chiso.office.notices.models import Choice, Notice

# A fact stands in a sentence.
_GONE = "–"


def erase_from_notices(erasure: Erasure) -> int:
    """Delete the notices and choices of the person, take names out of the others; how many rows."""
    found = Notice.objects.filter(person=erasure.person).delete()[0]
    found += Choice.objects.filter(person=erasure.person).delete()[0]
    for notice in Notice.objects.annotate(told=Cast("facts", TextField())).filter(_may_name(erasure)):
        facts = erasure.taken_out_of(notice.facts, _GONE)
        if facts != notice.facts:
            found += Notice.objects.filter(pk=notice.pk).update(facts=facts)
    return found


def _may_name(erasure: Erasure) -> Q:
    """Facts as the database holds them: letters as they are, or escaped; a line's end stands as a letter."""
    named = Q(pk__in=())
    for name in erasure.names:
        for form in {name, name.upper(), name.lower()}:
            named |= Q(told__icontains=form) | Q(told__icontains=json.dumps(form)[1:-1])
    return named
