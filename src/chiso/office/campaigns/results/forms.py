"""What may be typed about results: a petition, its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from chiso.language import listing, text
from chiso.office.campaigns.models import Petition
from chiso.office.campaigns.results.petitions import ANSWERS, PETITION_NAMES
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label, options

LONGEST_WORDS = 4_000


class PetitionForm(forms.Form):
    """A petition: about what, and why. `places` are the leaves of the agency: value and title."""

    leaf = forms.ChoiceField(label=label(text("What is to be looked at again")))
    words = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("Why")),
        help_text=label(text("Name the figure, the evidence and the article on which it rests.")),
    )

    def __init__(self, places: Iterable[tuple[str, Any]], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        chosen: Any = self.fields["leaf"]
        chosen.choices = list(places)


class AnswerForm(forms.Form):
    """The answer to a petition."""

    state = forms.ChoiceField(
        choices=options({state: PETITION_NAMES[state] for state in ANSWERS}), label=label(text("Answer"))
    )
    answer = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("Reason")),
        help_text=label(text("The head of the agency reads these words.")),
    )


def place_of(petition: Petition) -> Any:
    """What a petition is about, in words."""
    if not petition.node:
        return text("the whole result")
    return listing((petition.node, petition.unit.name))
