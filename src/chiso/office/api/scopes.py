"""What a token may be used for: never more than the rights of its person, mostly less."""

from __future__ import annotations

from chiso.language import Text, text

SCOPES: dict[str, Text] = {
    "organisation:read": text("read agencies"),
    "campaigns:read": text("read campaigns, their calendar and assignments"),
    "campaigns:write": text("open campaigns, set phases, take over assignments"),
    "sheets:write": text("bring figures of a criterion for all units"),
    "plans:read": text("read plans with their targets and lines"),
    "surveys:read": text("read finished survey rounds"),
    "surveys:write": text("bring survey rounds in, hand their estimates over, withdraw them"),
    "tasks:read": text("read directives and tasks"),
    "tasks:write": text("report on tasks"),
    "dossiers:read": text("read counts of dossiers by agency, counter and field"),
    "dossiers:write": text("bring dossiers to be counted, or their counts"),
    "letters:write": text("bring letters of citizens"),
    "ledger:read": text("read the record"),
}
