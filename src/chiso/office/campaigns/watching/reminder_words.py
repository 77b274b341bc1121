"""What reminders say: the templates, and the notice that each becomes.

A template is a sentence and what follows from it, in both languages; the reader gets it in theirs. The
coordinator may add words of their own; those are shown as they were typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chiso.language import Text, Value, text, text_by_count
from chiso.office.notices.kinds import Facts, Said

KIND = "campaigns.reminder"


@dataclass(frozen=True, slots=True)
class Template:
    """How a template is called, when it is meant, and the sentence that stands first."""

    title: Text
    sentence: Callable[[Value, Value], Text]


TEMPLATES: dict[str, Template] = {
    "not_begun": Template(
        text("Not begun"),
        lambda campaign, until: text(
            "“{campaign}”: your agency has not begun its self-assessment; it closes at {until}.",
            campaign=campaign,
            until=until,
        ),
    ),
    "not_submitted": Template(
        text("Not handed in"),
        lambda campaign, until: text(
            "“{campaign}”: your agency has not handed in its self-assessment; it closes at {until}.",
            campaign=campaign,
            until=until,
        ),
    ),
    "questions_open": Template(
        text("Questions without an answer"),
        lambda campaign, until: text(
            "“{campaign}”: appraisers wait for an answer of your agency, the first by {until}.",
            campaign=campaign,
            until=until,
        ),
    ),
}


def say_reminder(facts: Facts) -> Said:
    """The notice of a reminder."""
    template = TEMPLATES.get(str(facts.get("template", "")))
    sentence = (template or TEMPLATES["not_submitted"]).sentence
    title = sentence(facts["campaign"], facts["until"])
    words = str(facts.get("words", ""))
    count = int(facts.get("left", 0))
    if facts.get("template") == "questions_open":
        left = text_by_count("One question is open.", "{count} questions are open.", count)
    else:
        left = text_by_count("One criterion is left.", "{count} criteria are left.", count)
    more = text("{left} The coordinator adds: {words}", left=left, words=words) if words else left
    return Said(title, more, text("Open what is left"))
