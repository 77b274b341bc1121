"""Why an appraiser corrects what an agency gave: a list to choose from, so that it can be counted."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.ledger.verbs import declare_values

REASONS: dict[str, Text] = {
    "figure_differs": text("the evidence shows another figure"),
    "not_proved": text("the evidence does not prove it"),
    "no_evidence": text("there is no evidence"),
    "other_period": text("the evidence is of another period"),
    "counted_differently": text("it was counted otherwise than the criterion says"),
    "does_not_apply": text("the criterion does not apply to this unit"),
    "applies": text("the criterion does apply to this unit"),
    "other_source": text("a figure of another office says otherwise"),
    "explained": text("the agency's explanation was accepted"),
    "other": text("another reason, said in words"),
}
# A reason that says nothing by itself.
NEEDS_WORDS = frozenset({"other"})
# Reasons that judge the document itself: for comparing how one document was judged in several places.
OF_EVIDENCE = frozenset({"not_proved", "other_period", "figure_differs"})

declare_values(REASONS)
