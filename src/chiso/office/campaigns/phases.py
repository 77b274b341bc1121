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
