"""What the secretary of the council may type: the record of a session, and a ruling."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms

from chiso.language import Language, Text, text
from chiso.office.campaigns.answering.asked import Asked
from chiso.office.campaigns.answering.fields import LeafForm, statuses_to_decide
from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.council.reasons import KEEP, REASONS
from chiso.office.campaigns.council.rulings import RulingWords
from chiso.office.campaigns.council.sessions import SessionWords
from chiso.office.campaigns.models import Ruling, Session
from chiso.office.ui.fields import DayField, WholeNumberField, WordsField
from chiso.office.ui.labels import label, options

LONGEST_WORDS = 4_000
MOST_VOTES = 999
_HOUR = re.compile(r"(\d{1,2})[:hg](\d{2})\Z", re.ASCII)


def _mistake(said: Text) -> forms.ValidationError:
    return forms.ValidationError(said, code="said")  # type: ignore[arg-type]


class HourField(forms.Field):
    """An hour of the day, as 08:30; the cleaned value is a `time`, or None."""

    def to_python(self, value: Any) -> time | None:
        """The hour. Raises ValidationError."""
        if value is None or isinstance(value, time):
            return value
        written = str(value).strip().replace(" ", "").lower()
        if not written:
            return None
        found = _HOUR.match(written)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise _mistake(text("Expected an hour such as 08:30"))
        return time(int(found[1]), int(found[2]))


class SessionForm(forms.Form):
    """The record of a session."""

    held_on = DayField(label=label(text("Day")))
    began = HourField(label=label(text("Began at")), help_text=label(text("Such as 08:30.")))
    ended = HourField(
        required=False, label=label(text("Ended at")), help_text=label(text("May follow later."))
    )
    place = WordsField(max_length=200, label=label(text("Place of the meeting")))
    chair = WordsField(
        max_length=120,
        label=label(text("Chair")),
        help_text=label(text("Name, then the office: Trần Văn A, Phó Chủ tịch UBND thành phố.")),
    )
    present = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("Members present")),
        help_text=label(text("One a line: name, then the office after a comma.")),
    )
    words = WordsField(
        required=False,
        max_length=LONGEST_WORDS,
        label=label(text("What else was said")),
        help_text=label(text("Stands at the end of the minutes, a paragraph a line.")),
    )

    def said(self) -> SessionWords:
        """What was typed, once it is valid."""
        given = dict(self.cleaned_data)
        given["present"] = tuple(_person(line) for line in given["present"].splitlines() if line.strip())
        return SessionWords(**given)


def initial_of(session: Session) -> dict[str, Any]:
    """What stands in a session, as it is typed."""
    present = "\n".join(", ".join(part for part in one if part) for one in session.present)
    hours = {name: f"{hour:%H:%M}" if (hour := getattr(session, name)) else "" for name in ("began", "ended")}
    plain = {name: getattr(session, name) for name in ("held_on", "place", "chair", "words")}
    return {**plain, **hours, "present": present}


def _person(line: str) -> tuple[str, str]:
    name, _, office = line.partition(",")
    return name.strip(), office.strip()


class RulingForm(LeafForm):
    """The inputs that count, or that the appraisal stands; why; the vote."""

    def __init__(
        self, asked: Asked, language: Language, data: Any = None, *, stands: Given, ruling: Ruling | None
    ) -> None:
        super().__init__(asked, language, data, stands=stands)
        del self.fields["note"]
        status: Any = self.fields["status"]
        status.choices = statuses_to_decide(asked)
        self.fields["outcome"] = forms.ChoiceField(
            choices=[
                (KEEP, text("The appraisal stands")),
                ("change", text("These figures count instead")),
            ],
            label=label(text("The council decides")),
        )
        self.fields["reason"] = forms.ChoiceField(
            choices=[("", "–"), *options(REASONS)], label=label(text("Reason"))
        )
        self.fields["words"] = WordsField(
            max_length=LONGEST_WORDS,
            label=label(text("In the council's words")),
            help_text=label(text("The agency reads them with its result.")),
        )
        votes = {"minimum": 0, "maximum": MOST_VOTES}
        self.fields["votes_for"] = WholeNumberField(label=label(text("Votes for it")), **votes)
        self.fields["votes_against"] = WholeNumberField(
            required=False, label=label(text("Votes against it")), **votes
        )
        self.fields["abstained"] = WholeNumberField(required=False, label=label(text("Abstentions")), **votes)
        if ruling is not None:
            self.initial = {
                **self.initial,
                "outcome": KEEP if ruling.status == KEEP else "change",
                "reason": ruling.reason,
                "words": ruling.words,
                "votes_for": ruling.votes_for,
                "votes_against": ruling.votes_against,
                "abstained": ruling.abstained,
            }

    def said(self) -> RulingWords:
        """What was typed, once the fields themselves are valid."""
        given = self.cleaned_data
        return RulingWords(
            given=None if given["outcome"] == KEEP else self.typed().given,
            reason=given["reason"],
            words=given["words"],
            votes_for=given["votes_for"],
            votes_against=given["votes_against"] or 0,
            abstained=given["abstained"] or 0,
        )
