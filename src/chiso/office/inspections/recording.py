"""What the record says of inspections, and its chains as people call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chiso.language import Text, text
from chiso.office.inspections.access import CHAIN, RULES
from chiso.office.inspections.shown import FACT_NAMES, KIND_NAMES, SETTING_NAMES
from chiso.office.ledger.verbs import declare_fields, declare_values, declare_verbs


def declare() -> None:
    """Called once, when the app is ready."""
    declare_values({f"inspection_{kind}": title for kind, title in KIND_NAMES.items()})
    declare_fields("inspection_changed", FACT_NAMES | SETTING_NAMES)
    declare_verbs(
        {
            "inspection_begun": text("began the inspection {number}: {title}"),
            "inspection_changed": text("changed the inspection: {fields}"),
            "frame_taken": text("took the frame of {count} places, SHA-256 {sha256}"),
            "risk_computed": text(
                "computed the risk of {count} places from {visits} past visits, {findings} with a finding"
            ),
            "inspection_teams_set": text("set the teams of the inspection: {count}"),
            "tie_said": text("said that {name} is tied to an agency and does not inspect it"),
            "tie_ended": text("ended that {name} is tied to an agency"),
            "seed_sealed": text("sealed the seed of the draw, commitment {commitment}"),
            "inspection_approval_fell": text("the approval fell, since what was approved has changed"),
            "inspection_approved": text("approved the plan, frame and commitment, SHA-256 {sha256}"),
            "inspection_sent_back": text("sent the plan of the inspection back: {reason}"),
            "decision_entered": text("entered the decision {number}"),
            "visits_drawn": text("drew {count} visits from {places} places"),
            "visit_moved": text("gave a visit to another team or day: {reason}"),
            "visit_arranged_again": text("arranged a second visit: {reason}"),
            "visits_planned": text("set days of visits: {count}"),
            "visits_announced": text("announced visits to their agencies: {count}"),
            "draw_opened": text("opened the seed of the draw"),
            "inspection_closed": text("closed the inspection: {reason}"),
        }
    )


def titles_of_chains(names: Iterable[str]) -> Mapping[str, Text]:
    """The titles of those that are chains of inspections. No query: a chain bears the number."""
    found: dict[str, Text] = {}
    for name in names:
        if name == RULES:
            found[name] = text("Checklists and rules of severity")
            continue
        match name.split("/"):
            case [first] if first == CHAIN:
                found[name] = text("Inspections")
            case [first, number] if first == CHAIN:
                found[name] = text("Inspection {number}", number=number)
    return found
