"""What is kept about drafts, from the first row of a table to the frozen set and its programme."""

from __future__ import annotations

from chiso.office.drafting.models.consulting import Consultation, Opinion, OpinionAuthor, PublicPost
from chiso.office.drafting.models.drafts import Change, Draft, DraftNode, NodeComment, Question
from chiso.office.drafting.models.freezing import Frozen
from chiso.office.drafting.models.programmes import League, Programme
from chiso.office.drafting.models.trying import Trial

__all__ = [
    "Change",
    "Consultation",
    "Draft",
    "DraftNode",
    "Frozen",
    "League",
    "NodeComment",
    "Opinion",
    "OpinionAuthor",
    "Programme",
    "PublicPost",
    "Question",
    "Trial",
]
