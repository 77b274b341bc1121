"""What a reader of the record may ask for."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.ledger.selectors import Filters
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label


class FilterForm(forms.Form):
    """The filters, as a GET form; what cannot be read is left out and said."""

    chain = forms.CharField(required=False, max_length=120)
    verb = forms.CharField(required=False, max_length=60)
    outcome = forms.ChoiceField(required=False, choices=[("", ""), ("done", "done"), ("refused", "refused")])
    actor = forms.CharField(required=False, max_length=60)
    object_kind = forms.CharField(required=False, max_length=60)
    first_day = DayField(required=False, label=label(text("From day")))
    last_day = DayField(required=False, label=label(text("To day")))

    def filters(self) -> Filters:
        """The filters that could be read."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            chain=given.get("chain", ""),
            verb=given.get("verb", ""),
            outcome=given.get("outcome", ""),
            actor=_number_of(given.get("actor", "")),
            object_kind=given.get("object_kind", ""),
            first_day=given.get("first_day"),
            last_day=given.get("last_day"),
        )


def _number_of(username: str) -> int | None:
    """The account of a user name; 0, which is nobody's, where there is none of that name."""
    from chiso.office.people.models import Person

    if not username:
        return None
    return Person.objects.filter(username=username).values_list("pk", flat=True).first() or 0


class ErasureForm(forms.Form):
    """The request under which a person is erased."""

    request_number = WordsField(
        max_length=60,
        label=label(text("Number of the request")),
        help_text=label(text("As it stands on the request; it stays in the record.")),
    )
