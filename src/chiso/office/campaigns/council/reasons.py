"""Why a council rules as it does: a list to choose from, beside its own words."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.ledger.verbs import declare_values

# A ruling with this status lets the last answer before the council stand.
KEEP = "keep"

REASONS: dict[str, Text] = {
    "council_evidence_shows": text("the evidence shows another figure"),
    "council_evidence_lacks": text("the evidence does not bear the figure"),
    "council_rule_read": text("the rule of the set is read otherwise"),
    "council_treated_alike": text("like cases are treated alike"),
    "council_beyond_control": text("the cause lies outside the agency"),
    "council_petition_founded": text("the petition is founded"),
    "council_stands": text("the appraisal is right as it stands"),
}

declare_values({**REASONS, KEEP: text("the appraisal stands")})
