"""What an appraiser may type: corrected inputs with reason and words, a question, words of a thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from chiso.language import Language, text
from chiso.office.campaigns.answering.asked import Asked
from chiso.office.campaigns.answering.fields import LeafForm, statuses_to_decide
from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.appraising.questions import LONGEST_WORDS
from chiso.office.campaigns.appraising.reasons import REASONS
from chiso.office.ui.fields import MomentField, WordsField
from chiso.office.ui.labels import label, options


class AppraisalForm(LeafForm):
    """The fields of the agency's own form, with a reason and words in the place of its explanation."""

    def __init__(self, asked: Asked, language: Language, data: Any = None, *, stands: Given) -> None:
        super().__init__(asked, language, data, stands=stands)
        del self.fields["note"]
        status: Any = self.fields["status"]
        status.choices = statuses_to_decide(asked)
        self.fields["reason"] = forms.ChoiceField(
            choices=[("", "–"), *options(REASONS)],
            required=False,
            label=label(text("Reason of the correction")),
        )
        self.fields["words"] = WordsField(
            required=False,
            max_length=LONGEST_WORDS,
            label=label(text("Words")),
            help_text=label(text("The agency and the council read them.")),
        )
        self.initial = {**self.initial, "reason": stands.reason, "words": stands.words}

    @property
    def reason(self) -> str:
        """The reason that was chosen."""
        return self._value("reason")

    @property
    def words(self) -> str:
        """What was said beside it."""
        return self._value("words")


class QuestionForm(forms.Form):
    """A question to the agency."""

    words = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("Question to the agency")),
        help_text=label(text("One matter at a time. The agency is told at once.")),
    )
    answer_until = MomentField(
        label=label(text("To be answered until")),
        help_text=label(text("Within the phase of explanation, such as 17:00, 21/12/2026.")),
    )

    def __init__(self, data: Any = None, *, deadline: datetime | None = None) -> None:
        # It stands on one page with the appraisal, which has words of its own.
        super().__init__(data, initial={"answer_until": deadline}, auto_id="id_ask_%s")


class ReplyForm(forms.Form):
    """What is said in a thread."""

    words = WordsField(max_length=LONGEST_WORDS, label=label(text("Your words")))
