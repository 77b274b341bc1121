"""The kinds of phases in the order of a campaign, and what they are called."""

from __future__ import annotations

from chiso.language import Text, text

NAMES: dict[str, Text] = {
    "preparation": text("preparation"),
    "self_assessment": text("self-assessment"),
    "completeness": text("check of completeness"),
    "appraisal_1": text("appraisal, first round"),
    "explanation": text("explanation"),
    "appraisal_2": text("appraisal, second round"),
    "council": text("council"),
    "results": text("results to agencies"),
    "petition": text("petition"),
    "decision": text("decision"),
    "publication": text("publication"),
    "correction": text("correction"),
}
KINDS: dict[str, Text] = {
    "units": text("many units that assess themselves"),
    "city": text("the city, whose criteria several agencies gather"),
}
# What becomes of what comes after its phase has closed.
LATENESS: dict[str, Text] = {
    "refused": text("refused"),
    "marked": text("taken and marked as late"),
    "by_rule": text("taken, and scored as the set says of late answers"),
}
# Phases in which agencies write: what can be late, and what can be extended.
LATE_KINDS = ("self_assessment", "completeness", "explanation", "petition")
EXCEPTIONS: dict[str, Text] = {
    "extension": text("extension"),
    "leaf_reopened": text("part opened again"),
    "year_reopened": text("year opened again"),
}
