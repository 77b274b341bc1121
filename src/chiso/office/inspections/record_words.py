"""How the values of a record are called."""

from __future__ import annotations

from chiso.language import Text, text

ANSWER_NAMES: dict[str, Text] = {
    "": text("not looked at"),
    "yes": text("Yes"),
    "no": text("No"),
    "not_applicable": text("Not applicable"),
}
OUTCOME_NAMES: dict[str, Text] = {
    "": text("not looked at"),
    "in_order": text("In order"),
    "faulty": text("Faulty"),
    "not_found": text("Not found"),
}
SEVERITY_NAMES: dict[str, Text] = {
    "": text("not judged"),
    "reminder": text("Reminder"),
    "to_mend": text("To be mended"),
    "grave": text("Grave"),
}
HOW_SIGNED: dict[str, Text] = {
    "drawn": text("Here on the phone"),
    "on_paper": text("On paper"),
    "refused": text("Refused"),
}
VOICE_QUESTIONS: dict[str, Text] = {
    "attitude": text("How did the official treat you?"),
    "guidance": text("Were you told everything at once?"),
    "demands": text("Did anybody ask for papers or money beyond what is posted?"),
}
VOICE_ANSWERS: dict[str, Text] = {
    "": text("no answer"),
    "good": text("Good"),
    "fair": text("Fair"),
    "poor": text("Poor"),
    "yes": text("Yes"),
    "partly": text("In part"),
    "no": text("No"),
}
CHECK_NAMES: dict[str, Text] = {
    "observe": text("by looking"),
    "document": text("from a document"),
    "file": text("from the dossiers"),
    "system": text("from the system"),
}
CONSENTS: dict[str, Text] = {
    "": text("the voice of who recorded it"),
    "spoken": text("who is heard agreed aloud, at the beginning"),
    "written": text("who is heard agreed in writing"),
}
SIDES: dict[str, Text] = {
    "signature-inspector": text("The team"),
    "signature-official": text("The inspected side"),
}
