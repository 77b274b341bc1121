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
}
STRATA_NAMES: dict[str, Text] = {
    "agency": text("agency"),
    "field": text("field"),
    "district": text("district or commune"),
    "kind": text("kind of place"),
}
CHECKLIST_NAMES: dict[str, Text] = {
    "one-stop-shop-duties@2018": text("Duties at one-stop shops (2018)"),
}
