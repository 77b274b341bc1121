"""The record as forms: what is filled in at a desk, or entered afterwards from the paper."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from chiso.inspection.dossiers import draw_dossiers, labels_in
from chiso.language import Language, text
from chiso.office.inspections.cells import SAMPLE, SIGNATURES, TALK, value_of
from chiso.office.inspections.models import Seen
from chiso.office.inspections.record_content import Content
from chiso.office.inspections.record_words import (
    ANSWER_NAMES,
    HOW_SIGNED,
    OUTCOME_NAMES,
    SEVERITY_NAMES,
    VOICE_ANSWERS,
    VOICE_QUESTIONS,
)
from chiso.office.inspections.services.records import Entry
from chiso.office.ui.fields import WholeNumberField, WordsField
from chiso.office.ui.labels import label, options
from chiso.problems import BadInput

NEW_FINDINGS, NEW_VOICES = 2, 5
_VOICE_CHOICES = {
    "attitude": ("good", "fair", "poor"), "guidance": ("yes", "partly", "no"), "demands": ("no", "yes"),
}  # fmt: skip


class RecordForm(forms.Form):
    """Everything of a record but photographs and signatures. An entry is made of what differs alone."""

    def __init__(self, content: Content, language: Language, *given: Any, **named: Any) -> None:
        self.content = content
        super().__init__(*given, **named)
        stands = {key: value_of(cell) for key, cell in content.cells.items() if not cell.is_removed}
        self._stands = stands
        for section in content.sections:
            for one in section.items:
                told = stands.get(("answer", one.item.code)) or {}
                title = f"{one.item.code}. {one.item.title.said(language)}"
                self._choose(f"answer_{one.item.code}", title, ANSWER_NAMES, told.get("answer", ""))
                said = text("Note on {code}", code=one.item.code)
                self._write(f"note_{one.item.code}", label(said), told.get("note", ""))
        self._add_dossiers(stands)
        talk = stands.get(("part", TALK)) or {}
        self._write("talk_position", label(text("Position")), talk.get("position", ""), 200)
        self._write("talk_words", label(text("What was said")), talk.get("words", ""), 4_000)
        self.findings = [one.name for one in content.seen] + [f"new{n}" for n in range(NEW_FINDINGS)]
        for number, name in enumerate(self.findings, start=1):
            self._add_finding(number, name, stands.get(("seen", name)) or {}, language)
        for number in range(NEW_VOICES):
            for question, answers in _VOICE_CHOICES.items():
                names = {"": VOICE_ANSWERS[""], **{one: VOICE_ANSWERS[one] for one in answers}}
                self._choose(f"voice_{number}_{question}", VOICE_QUESTIONS[question], names, "")
            self._write(f"voice_{number}_said", label(text("Words worth keeping")), "")

    def entries(self) -> list[Entry]:
        """What differs from what stands. Raises nothing: the fields were cleaned."""
        return [
            one for one in self._entries() if dict(one.value or {}) != self._stands.get((one.kind, one.name))
        ]

    def clean(self) -> dict[str, Any]:
        """Dossiers that can be drawn from; codes of the checklist. Raises ValidationError."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("dossiers") and given.get("sample_size"):
            try:
                labels = labels_in(given["dossiers"])
                draw_dossiers("0" * 32, labels, given["sample_size"])
            except BadInput as refused:
                self.add_error("dossiers", _mistake(refused.problems[0].expected))
        known = self.content.checklist.items
        for number in range(len(self._labels())):
            wrong = [code for code in self._codes(given, number) if code not in known]
            if wrong:
                said = text("Expected codes of the list of duties; not found: {code}", code=wrong[0][:20])
                self.add_error(f"file_{number}_codes", _mistake(said))
        return given

    def _entries(self) -> Iterator[Entry]:
        given = self.cleaned_data
        for code in self.content.checklist.items:
            value = {"answer": given[f"answer_{code}"], "note": given[f"note_{code}"]}
            if any(value.values()) or ("answer", code) in self._stands:
                yield Entry("answer", code, value)
        yield from self._dossiers()
        talk = {"position": given["talk_position"], "words": given["talk_words"]}
        if any(talk.values()) or ("part", TALK) in self._stands:
            yield Entry("part", TALK, talk)
        for name in self.findings:
            value = {
                one: given[f"seen_{name}_{one}"] for one in ("code", "words", "severity", "recommendation")
            }
            if name.startswith("new"):
                if value["words"]:
                    yield Entry("seen", secrets.token_hex(8), value)
            else:
                yield Entry("seen", name, value if value["words"] else None)
        for number in range(NEW_VOICES):
            value = {one: given[f"voice_{number}_{one}"] for one in (*_VOICE_CHOICES, "said")}
            if any(value.values()):
                yield Entry("voice", secrets.token_hex(8), value)

    def _add_dossiers(self, stands: dict[tuple[str, str], Any]) -> None:
        if self.content.sample is None:
            hint = text("One number a line, or a range of the register such as 1-250.")
            self._write("dossiers", label(text("Dossiers to draw from")), "", 60_000, help_text=label(hint))
            self.fields["sample_size"] = WholeNumberField(
                required=False, label=label(text("How many to draw"))
            )
        by_label = {one.label: one for one in self.content.files}
        for number, name in enumerate(self._labels()):
            cell = by_label.get(name)
            told = stands.get(("file", cell.name)) if cell is not None else None
            told = told or {}
            title = text("Dossier {label}", label=name)
            self._choose(f"file_{number}_outcome", title, OUTCOME_NAMES, told.get("outcome", ""))
            codes = label(text("Duties not met in dossier {label}", label=name))
            hint = label(text("Codes of the checklist, such as D2, E3."))
            self._write(f"file_{number}_codes", codes, ", ".join(told.get("codes", [])), help_text=hint)
            self._write(f"file_{number}_note", label(text("Note on {code}", code=name)), told.get("note", ""))

    def _labels(self) -> list[str]:
        return self.content.sample.drawn if self.content.sample is not None else []

    def _dossiers(self) -> Iterator[Entry]:
        given = self.cleaned_data
        if self.content.sample is None:
            if given["dossiers"] and given["sample_size"]:
                seed = secrets.token_hex(16)
                drawn = draw_dossiers(seed, labels_in(given["dossiers"]), given["sample_size"])
                value = {
                    "dossiers": given["dossiers"], "seed": seed, "count": given["sample_size"],
                    "drawn": list(drawn), "earlier": [],
                }  # fmt: skip
                yield Entry("part", SAMPLE, value)
            return
        by_label = {one.label: one for one in self.content.files}
        for number, name in enumerate(self._labels()):
            cell = by_label.get(name)
            value = {
                "label": name, "outcome": given[f"file_{number}_outcome"],
                "codes": self._codes(given, number), "note": given[f"file_{number}_note"],
            }  # fmt: skip
            if cell is not None or value["outcome"] or value["codes"] or value["note"]:
                yield Entry("file", cell.name if cell is not None else secrets.token_hex(8), value)

    def _codes(self, given: dict[str, Any], number: int) -> list[str]:
        written = str(given.get(f"file_{number}_codes", "")).upper()
        return [one for one in written.replace(",", " ").replace(";", " ").split() if one]

    def _add_finding(self, number: int, name: str, told: dict[str, Any], language: Language) -> None:
        said = text("Finding {number}: what was seen", number=number)
        self._write(f"seen_{name}_words", label(said), told.get("words", ""), 4_000)
        names = {"": "–"} | {
            code: f"{code}. {item.title.said(language)}"
            for code, item in self.content.checklist.items.items()
        }
        self._choose(f"seen_{name}_code", text("Duty concerned"), names, told.get("code", ""))
        severity = text("How severe, as it looks on the spot")
        self._choose(f"seen_{name}_severity", severity, SEVERITY_NAMES, told.get("severity", ""))
        recommended = label(text("What is recommended"))
        self._write(f"seen_{name}_recommendation", recommended, told.get("recommendation", ""))

    def _choose(self, name: str, title: Any, names: Any, chosen: str) -> None:
        self.fields[name] = forms.ChoiceField(
            required=False, label=label(title) if not isinstance(title, str) else title,
            choices=options(names), initial=chosen,
        )  # fmt: skip

    def _write(self, name: str, title: Any, stands: str, most: int = 400, **more: Any) -> None:
        self.fields[name] = WordsField(required=False, label=title, initial=stands, max_length=most, **more)


class PhotoForm(forms.Form):
    """A photograph without the phone."""

    file = forms.FileField(label=label(text("Photograph as JPEG")))
    words = WordsField(max_length=400, label=label(text("What the photograph shows")))
    no_faces = forms.BooleanField(label=label(text("No face is to be seen, or all are hidden")))

    def __init__(self, findings: Sequence[Seen], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        told = [(one.name, f"{number}. {one.words[:60]}") for number, one in enumerate(findings, start=1)]
        self.fields["finding"] = forms.ChoiceField(
            required=False, label=label(text("Which finding it shows")), choices=[("", "–"), *told]
        )


class EndForm(forms.Form):
    """Both sides as they signed on paper, or refused to."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        titles = (
            (text("Name of who signs for the team"), text("Position in the team")),
            (text("Name of who signs for the inspected side"), text("Position at the inspected side")),
        )
        for side, (name, position) in zip(("inspector", "official"), titles, strict=True):
            self.fields[f"{side}_name"] = WordsField(max_length=120, label=label(name))
            self.fields[f"{side}_position"] = WordsField(
                required=False, max_length=200, label=label(position)
            )
        names = {how: HOW_SIGNED[how] for how in ("on_paper", "refused")}
        self.fields["official_how"] = forms.ChoiceField(
            label=label(text("How the inspected side signed")), choices=options(names)
        )
        self.fields["official_reason"] = WordsField(
            required=False, max_length=400, label=label(text("Why the signature is refused"))
        )

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason. Raises ValidationError."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("official_how") == "refused" and not given.get("official_reason"):
            self.add_error("official_reason", _mistake(text("Expected the reason.")))
        return given

    def entries(self, digest: str) -> list[Entry]:
        """The two signatures of the content with this digest."""
        given, found = self.cleaned_data, []
        for name, side in zip(SIGNATURES, ("inspector", "official"), strict=True):
            how = given["official_how"] if side == "official" else "on_paper"
            value = {
                "name": given[f"{side}_name"], "position": given[f"{side}_position"], "how": how,
                "reason": given["official_reason"] if how == "refused" else "", "strokes": [],
                "digest": digest,
            }  # fmt: skip
            found.append(Entry("part", name, value))
        return found


class DeleteSoundForm(forms.Form):
    """Why the sound of a voice note is deleted."""

    reason = WordsField(
        max_length=400,
        label=label(text("Why the sound is deleted")),
        help_text=label(text("Such as: who is heard does not agree any more. No names.")),
    )


class ReopenForm(forms.Form):
    """Why a signed record is opened again."""

    reason = WordsField(max_length=400, label=label(text("Why it is opened again")))


def _mistake(said: Any) -> forms.ValidationError:
    return forms.ValidationError(said, code="invalid")
