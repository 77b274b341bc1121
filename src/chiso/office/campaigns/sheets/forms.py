"""What somebody types who brings figures of a criterion: where they are from, and the table."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.campaigns.sheets.services import Brought
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label, options

ORIGINS = {
    "survey": text("a survey"),
    "statistic": text("statistics"),
    "system": text("an information system"),
    "inspection": text("an inspection"),
    "carried_over": text("figures of another body, carried over"),
}
BASES = {
    "": text("no estimate: counted, or not from a sample"),
    "probability": text("a probability sample"),
    "quota": text("a quota sample"),
    "census": text("a census: everybody was asked"),
    "open": text("open to whoever wished to answer"),
}
_LONGEST_TABLE = 4_000_000


class _Origin(forms.Form):
    origin = forms.ChoiceField(choices=options(ORIGINS), label=label(text("Where the figures come from")))
    source = WordsField(
        max_length=400,
        label=label(text("Source document")),
        help_text=label(text("Number, date and issuer, such as: Report 12/BC-CTK of 15/01/2027.")),
    )
    basis = forms.ChoiceField(choices=options(BASES), required=False, label=label(text("Basis of estimates")))


class SheetForm(_Origin):
    """A table as a file."""

    table = forms.FileField(
        label=label(text("Table (CSV or Excel)")),
        help_text=label(
            text(
                "One row a unit: unit, then value, or numerator and denominator, or label; for estimates also"
                " se, ci_low, ci_high, n. Codes belong into cells of text."
            )
        ),
    )

    def read(self) -> Brought:
        """What was given."""
        given, file = self.cleaned_data, self.cleaned_data["table"]
        return Brought(file.read(), file.name, given["origin"], given["source"], given["basis"])


class AcceptForm(_Origin):
    """The same table once more, as it was shown, to be accepted."""

    written = forms.CharField(max_length=_LONGEST_TABLE, strip=False)
    name = WordsField(max_length=200)

    def read(self) -> Brought:
        """What was shown."""
        given = self.cleaned_data
        # A browser turns every end of a line into CR LF.
        content = given["written"].replace("\r\n", "\n").encode()
        return Brought(content, given["name"], given["origin"], given["source"], given["basis"])
