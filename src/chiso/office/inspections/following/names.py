"""How what is stored as a short word is called."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.inspections.models import Conclusion

OBJECTION_NAMES: dict[str, Text] = {
    "accepted": text("agreed with"),
    "partly": text("accepted in part"),
    "refused": text("not agreed with"),
}
CHECKED_NAMES: dict[str, Text] = {"mended": text("mended"), "not_mended": text("not mended")}
FINDING_STATES: dict[str, Text] = {
    "open": text("not mended yet"),
    "mended": text("mended"),
    "withdrawn": text("withdrawn"),
}
FINDING_SIGNS = {"open": "warn", "mended": "good", "withdrawn": ""}
SEVERITY_SIGNS = {"reminder": "", "to_mend": "warn", "grave": "bad"}
# In the words of the law on cadres and civil servants where it has them.
HANDLING_NAMES: dict[str, Text] = {
    "reminded": text("reminded"),
    "reviewed": text("asked to review their conduct"),
    "reprimand": text("reprimanded"),
    "warning": text("warned"),
    "pay_lowered": text("pay lowered"),
    "demoted": text("demoted"),
    "removed": text("removed from office"),
    "dismissed": text("dismissed from the service"),
    "moved": text("moved to other work"),
    "apology": text("apologised to the citizen"),
    "passed_on": text("passed on to the body in charge"),
}
LETTER_NAMES: dict[str, Text] = {
    "feedback": text("feedback"),
    "complaint": text("complaint"),
    "denunciation": text("denunciation"),
    "praise": text("praise"),
}
ORIGIN_NAMES: dict[str, Text] = {
    "hand": text("entered by hand"),
    "file": text("from a file"),
    "api": text("from another system"),
}


def conclusion_title(conclusion: Conclusion) -> Text:
    """What a conclusion is called: that of an agency, or one that supplements it."""
    if conclusion.supplement == 0:
        return text("Conclusion for {agency}", agency=conclusion.agency.name)
    return text(
        "Supplementary conclusion {number} for {agency}",
        number=conclusion.supplement,
        agency=conclusion.agency.name,
    )
