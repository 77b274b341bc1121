"""How things of inspections are called."""

from __future__ import annotations

from chiso.language import Text, text

KIND_NAMES: dict[str, Text] = {
    "check": text("check of offices"),
    "inspection": text("inspection by an inspectorate"),
    "supervision": text("supervision"),
}
STATE_NAMES: dict[str, Text] = {
    "draft": text("being prepared"),
    "sealed": text("waits for approval"),
    "approved": text("approved, not drawn"),
    "drawn": text("visits under way"),
    "opened": text("draw opened"),
    "closed": text("closed inspection"),
}
STATE_KINDS = {
    "draft": "", "sealed": "warn", "approved": "info", "drawn": "info", "opened": "good", "closed": "good",
}  # fmt: skip
HOW_NAMES: dict[str, Text] = {
    "demanded": text("demanded by law or order"),
    "risk": text("by its risk"),
    "random": text("by chance"),
    "again": text("looked at once more"),
    "blind": text("second visit, blind"),
}
STRATA_NAMES: dict[str, Text] = {
    "agency": text("agency"),
    "field": text("field"),
    "district": text("district or commune"),
    "kind": text("kind of place"),
}
# What an inspection says of itself, and what its draw goes by, as the forms and the record call it.
FACT_NAMES: dict[str, Text] = {
    "kind": text("Kind of inspection"),
    "title": text("What is inspected"),
    "focus": text("Focus"),
    "opens_on": text("First day of visits"),
    "closes_on": text("Last day of visits"),
    "led_by": text("Body that leads"),
    "led_with": text("Body that leads with it"),
    "basis": text("Legal basis"),
    "checklist": text("List of duties"),
    "severity_rule": text("Rule of severity"),
}
SETTING_NAMES: dict[str, Text] = {
    "visits": text("Visits at most, what is demanded included"),
    "days": text("Days of all teams together"),
    "days_a_visit": text("Days a visit takes, travel included"),
    "random_share": text("Share by chance"),
    "strata": text("The share by chance is drawn within each"),
    "not_twice_within": text("Months within which risk leads nowhere twice"),
    "most_in_a_district": text("Visits by risk in one district, at most"),
    "unannounced_share": text("Share without notice"),
    "voice_notes": text("Voice notes may be recorded on visits, with the consent of who is heard"),
}
