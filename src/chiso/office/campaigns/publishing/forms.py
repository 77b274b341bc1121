"""What may be typed on the way to publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.editions import STATUS_NAMES
from chiso.office.campaigns.publishing.letters import LetterWords
from chiso.office.campaigns.publishing.open_matters import OpenMatter
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label, options

LONGEST_WORDS = 4_000
LONGEST_REASON = 400


def _line(title: Text, hint: Text | None = None, *, required: bool = True) -> WordsField:
    help_text = label(hint) if hint is not None else ""
    return WordsField(required=required, max_length=300, label=label(title), help_text=help_text)


def _lines(title: Text, hint: Text) -> WordsField:
    return WordsField(required=False, max_length=LONGEST_WORDS, label=label(title), help_text=label(hint))


class PrepareForm(forms.Form):
    """What the edition is, what is left open, and the words of the decision."""

    status = forms.ChoiceField(label=label(text("This edition is")))
    reason = WordsField(
        required=False,
        max_length=LONGEST_REASON,
        label=label(text("Why there is a further edition")),
        help_text=label(text("One sentence; it stands in the decision and in the bundle, for everybody.")),
    )
    confirmed = forms.MultipleChoiceField(
        required=False,
        label=label(text("Still open: confirm each that is published as it stands")),
    )
    issuer = _line(text("Issuing body"))
    abbreviation = _line(text("Its abbreviation in the number"), text("Such as UBND in 12/QĐ-UBND."))
    place = _line(text("Place of signature"))
    authority = _line(text("Who decides"))
    grounds = _lines(text("Grounds"), text("A line each, beginning with “Căn cứ”."))
    proposer = _line(text("At whose proposal"), required=False)
    carried_out_by = _line(text("Who carries it out"), required=False)
    capacity = _line(text("Capacity of the signer"), text("Such as TM. ỦY BAN NHÂN DÂN."), required=False)
    position = _line(text("Position of the signer"))
    signer = _line(text("Name of the signer"))
    recipients = _lines(text("Recipients"), text("A line each."))
    archive = _line(text("Kept by"), text("Such as VT, SNV."), required=False)

    def __init__(
        self, matters: Sequence[OpenMatter], before: Edition | None, data: Any = None, **options_: Any
    ) -> None:
        super().__init__(data, **options_)
        names = ("final",) if before is None else ("corrected", "withdrawn")
        status: Any = self.fields["status"]
        status.choices = options({name: STATUS_NAMES[name] for name in names})
        self.initial.setdefault("status", names[0])
        confirmed: Any = self.fields["confirmed"]
        confirmed.choices = [(one.key, one.said) for one in matters]
        if before is None:
            del self.fields["reason"]
        if not matters:
            del self.fields["confirmed"]

    def letter(self) -> LetterWords:
        """The words of the decision."""
        return LetterWords(**{name: self.cleaned_data[name] for name in LetterWords.__dataclass_fields__})


class ReasonForm(forms.Form):
    """Why an edition is sent back, or laid aside."""

    reason = WordsField(max_length=LONGEST_REASON, label=label(text("Reason")))


class DecisionForm(forms.Form):
    """The decision as it was signed."""

    number = WordsField(
        max_length=60,
        label=label(text("Number and sign")),
        help_text=label(text("As on the paper: 1234/QĐ-UBND")),
    )
    day = DayField(label=label(text("Day of signature")))
    file = forms.FileField(
        label=label(text("The signed decision (PDF)")),
        help_text=label(text("It is checked, published with the bundle, and covered by the seal.")),
    )


class SealedForm(forms.Form):
    """The bundle as it came back."""

    file = forms.FileField(
        label=label(text("The sealed bundle (.zip)")),
        help_text=label(text("What “chiso seal” has written from the bundle above.")),
    )
