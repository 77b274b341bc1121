"""What is typed about a consultation, by who runs it, by agencies, by the public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from chiso.frameworks.model import Framework
from chiso.language import Text, text
from chiso.office.drafting.consulting.deciding import DECISIONS, NEEDS_REASON
from chiso.office.drafting.consulting.services.opinions import LONGEST
from chiso.office.organisation.kinds import kind_in_words
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.organisation.selectors import forms_on
from chiso.office.ui.fields import MomentField, WordsField
from chiso.office.ui.labels import label, options


class OpenForm(forms.Form):
    """Open a consultation: what is asked, whom, until when."""

    title = WordsField(max_length=400, label=label(text("What the consultation is called")))
    words = WordsField(
        required=False,
        max_length=4000,
        label=label(text("What you ask for")),
        help_text=label(text("Stands above the draft, for agencies and for the public.")),
    )
    closes_at = MomentField(
        label=label(text("Opinions are taken until")),
        help_text=label(text("Such as 17:00, 15/12/2026. From that minute on none is taken.")),
    )
    kinds = forms.MultipleChoiceField(required=False, label=label(text("Agencies asked, by kind")))
    agencies = forms.MultipleChoiceField(required=False, label=label(text("Single agencies")))
    is_public = forms.BooleanField(
        required=False, label=label(text("Lay it open to the public, at an address without sign-in"))
    )

    def __init__(self, *arguments: Any, **options_of_form: Any) -> None:
        super().__init__(*arguments, **options_of_form)
        self._forms = forms_on(timezone.localdate())
        self.fields["kinds"].choices = list(_kinds_in(self._forms))  # type: ignore[attr-defined]
        self.fields["agencies"].choices = [(one.agency.key, one.name) for one in self._forms]  # type: ignore[attr-defined]

    def chosen(self) -> list[Agency]:
        """The agencies that were chosen by their kind or singly, each once."""
        kinds, keys = self.cleaned_data["kinds"], self.cleaned_data["agencies"]
        return [one.agency for one in self._forms if one.kind in kinds or one.agency.key in keys]


def _kinds_in(found: Sequence[AgencyForm]) -> Iterable[tuple[str, Text]]:
    """The kinds that stand on this day, with how many agencies each has."""
    counts: dict[str, int] = {}
    for one in found:
        if one.kind:
            counts[one.kind] = counts.get(one.kind, 0) + 1
    for kind, count in counts.items():
        yield kind, text("{kind} ({count})", kind=kind_in_words(kind), count=count)


class ExtendForm(forms.Form):
    """More time."""

    closes_at = MomentField(
        label=label(text("Opinions are taken until")), help_text=label(text("Such as 17:00, 15/12/2026."))
    )


def _parts_of(framework: Framework) -> list[tuple[str, Any]]:
    """The parts of what was laid open, to choose from; the whole first."""
    parts: list[tuple[str, Any]] = [("", text("the whole draft"))]
    parts += [
        (node.code, text("{code} {title}", code=node.code, title=node.title))
        for node, _parent, _depth in framework.walk()
    ]
    return parts


class OpinionForm(forms.Form):
    """An opinion of an agency."""

    agency = forms.ChoiceField(label=label(text("Agency")))
    node = forms.ChoiceField(required=False, label=label(text("On which part")))
    words = WordsField(
        max_length=LONGEST,
        label=label(text("Opinion")),
        help_text=label(text("Say what should stand there instead, and why. Up to 5,000 letters.")),
    )

    def __init__(
        self, framework: Framework, agencies: Sequence[Agency], *arguments: Any, **options_of_form: Any
    ) -> None:
        super().__init__(*arguments, **options_of_form)
        self.fields["node"].choices = _parts_of(framework)  # type: ignore[attr-defined]
        self.fields["agency"].choices = [(one.key, one.name) for one in agencies]  # type: ignore[attr-defined]
        if len(agencies) == 1:
            self.fields["agency"].required = False
        self._agencies = {one.key: one for one in agencies}

    def chosen_agency(self) -> Agency:
        """For which agency it is said; the only one where there is one."""
        only = next(iter(self._agencies.values()))
        return self._agencies.get(self.cleaned_data["agency"], only)


class PublicForm(forms.Form):
    """An opinion of the public."""

    node = forms.ChoiceField(required=False, label=label(text("On which part")))
    words = WordsField(
        max_length=LONGEST,
        label=label(text("Your opinion")),
        help_text=label(text("Up to 5,000 letters. Write nothing here that should not be read by others.")),
    )
    name = WordsField(required=False, max_length=120, label=label(text("Your name")))
    contact = WordsField(
        required=False,
        max_length=200,
        label=label(text("Telephone or e-mail")),
        help_text=label(
            text(
                "Only if you may be asked back. Name and contact are read by the drafting agency alone "
                "and deleted one year after the deadline."
            )
        ),
    )

    def __init__(self, framework: Framework, *arguments: Any, **options_of_form: Any) -> None:
        super().__init__(*arguments, **options_of_form)
        self.fields["node"].choices = _parts_of(framework)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What is answered to an opinion, or to several at once."""

    decision = forms.ChoiceField(choices=options(DECISIONS), label=label(text("What is decided")))
    answer = WordsField(
        required=False,
        max_length=LONGEST,
        label=label(text("Answer")),
        help_text=label(text("The reason must be given unless the opinion is accepted as a whole.")),
    )

    def clean(self) -> dict[str, Any]:
        """A reason where one is owed."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("decision") in NEEDS_REASON and not given.get("answer") and "answer" not in self.errors:
            self.add_error("answer", forms.ValidationError(label(text("Write why")), code="reason"))
        return given


class EraseForm(forms.Form):
    """Under which request who sent an opinion is erased."""

    request = WordsField(
        max_length=120,
        label=label(text("Number of the request")),
        help_text=label(text("It stays in the record.")),
    )
