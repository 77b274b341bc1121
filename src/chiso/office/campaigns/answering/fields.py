"""The form of a leaf: a field for each input as the rule asks for it, its cases as rows, status, explanation.

    form = LeafForm(asked, language, request.POST or None, stands=given_of(answer))
    typed = form.typed()                    what was typed, as `Given`, with the field of each row
    form.complain(typed, placed_problems)   puts what is wrong to the very fields

Nothing is refused here: whoever reads the figures (`given.read_sound`) says what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from chiso.frameworks.inputs import InputDefinition
from chiso.language import Language, Text, Value, listing, sort_key, text
from chiso.office.campaigns.answering.asked import Asked, AskedInput
from chiso.office.campaigns.answering.given import Given, InputRow, RowProblem
from chiso.office.campaigns.answering.typed import read_cell, show_cell, sign_of
from chiso.office.files.showing import sentence_of
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label

# Empty rows below the cases that stand; more come with each save.
SPARE_CASES = 3
# A browser sends no more fields than Django takes; an answer with more cases is worked on in a workbook.
MOST_FIELDS_OF_CASES = 1_200
LONGEST_EXPLANATION = 4_000
# From so many labels on a list is chosen from, not a row of buttons.
MANY_LABELS = 8
_RATIO: Mapping[str, Text] = {
    "numerator": text("counted"),
    "denominator": text("out of"),
    "value": text("or the share itself, where the two counts are not known"),
}


@dataclass(frozen=True, slots=True)
class Control:
    """An input on the page: what it is called, and its fields. `kind` chooses the control."""

    asked: AskedInput
    kind: str  # figure, ratio, radios, list, boxes, tally, day
    fields: tuple[Any, ...]
    hint: Value = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case on the page: its name and its inputs."""

    name: Any
    controls: tuple[Control, ...]


@dataclass(slots=True)
class Typed:
    """What was typed. `fields`: of each row of `given` the field to which a problem with it belongs."""

    given: Given
    fields: list[dict[str, str]] = field(default_factory=list)


class LeafForm(forms.Form):
    """See the head of this file. `statuses`: the answers that may be chosen beside figures."""

    def __init__(
        self,
        asked: Asked,
        language: Language,
        data: Any = None,
        *,
        stands: Given | None = None,
        has_status: bool = True,
    ) -> None:
        self.asked, self.sign = asked, sign_of(language)
        self._stands = stands or Given(status="given")
        super().__init__(data, initial=dict(self._initial()))
        for one in asked.once:
            self.fields.update(_fields_of(one, f"i-{one.name}", one.title))
        self.standing_cases = len(_cases(self._stands.rows))
        self._most_cases = MOST_FIELDS_OF_CASES // (1 + 2 * len(asked.in_cases))
        # Too many to be shown: they stay as they are, whatever else is saved.
        self.keeps_cases = bool(asked.in_cases) and self.standing_cases > self._most_cases
        has_rows = asked.in_cases and not self.keeps_cases
        self.case_numbers = range(self._count_cases()) if has_rows else range(0)
        for number in self.case_numbers:
            self._add_case(number)
        if has_status:
            self.fields["status"] = forms.ChoiceField(
                choices=_statuses(asked), required=False, label=label(text("The answer"))
            )
        self.fields["note"] = WordsField(
            required=False, max_length=LONGEST_EXPLANATION, label=label(text("Explanation"))
        )

    # What stands, as it is typed.

    def _initial(self) -> Iterator[tuple[str, Any]]:
        stands = self._stands
        yield "status", _status_shown(stands)
        yield "note", stands.note
        once = {one.name: one for one in self.asked.once}
        several: dict[str, list[str]] = {name: [] for name, one in once.items() if _takes_several(one)}
        for row in stands.rows:
            if row.input in several:
                several[row.input].append(row.label)
            elif row.input in once and not row.case:
                yield from self._cells(f"i-{row.input}", once[row.input].definition, row)
        yield from ((f"i-{name}", labels) for name, labels in several.items())
        in_cases = {one.name: one for one in self.asked.in_cases}
        for number, case in enumerate(_cases(stands.rows)):
            yield f"c-{number}", case
            for row in stands.rows:
                if row.case == case and row.input in in_cases:
                    yield from self._cells(f"c-{number}-{row.input}", in_cases[row.input].definition, row)

    def _cells(self, prefix: str, definition: InputDefinition, row: InputRow) -> Iterator[tuple[str, str]]:
        if definition.type == "ratio":
            for cell in _RATIO:
                yield f"{prefix}-{cell}", show_cell(getattr(row, cell), definition, self.sign)
        elif definition.type == "tally":
            yield f"{prefix}-{row.label}", show_cell(row.value, definition, self.sign)
        else:
            yield prefix, row.label or show_cell(row.value, definition, self.sign)

    def _count_cases(self) -> int:
        if self.is_bound:
            named = [name for name in self.data if name.startswith("c-")]
            numbers = [int(part) for name in named if (part := name.split("-")[1]).isdecimal()]
            posted = [number for number in numbers if number < self._most_cases + SPARE_CASES]
            return max([self.standing_cases, *(number + 1 for number in posted)])
        return self.standing_cases + SPARE_CASES

    def _add_case(self, number: int) -> None:
        called = text("Case {number}", number=number + 1)
        self.fields[f"c-{number}"] = WordsField(
            required=False, max_length=120, label=label(text("{case}: name", case=called))
        )
        for one in self.asked.in_cases:
            title = text("{case}: {input}", case=called, input=one.title)
            self.fields.update(_fields_of(one, f"c-{number}-{one.name}", title, in_case=True))

    # What the page shows.

    @property
    def controls(self) -> list[Control]:
        """The inputs that are given once."""
        return [self._control(one, f"i-{one.name}") for one in self.asked.once]

    @property
    def cases(self) -> list[CaseRow]:
        """The rows of cases, empty ones last."""
        return [
            CaseRow(
                self[f"c-{number}"],
                tuple(self._control(one, f"c-{number}-{one.name}") for one in self.asked.in_cases),
            )
            for number in self.case_numbers
        ]

    def _control(self, one: AskedInput, prefix: str) -> Control:
        names = [name for name in self.fields if name == prefix or name.startswith(f"{prefix}-")]
        return Control(one, _kind_of(one.definition), tuple(self[name] for name in names), _hint(one))

    # What was typed.

    def typed(self) -> Typed:
        """What was typed, in cells without blanks and thousands; empty inputs make no row."""
        # Whatever a field itself refuses (a label that is none) stays an empty input with its mistake.
        self.is_valid()
        found = Typed(Given())
        for one in self.asked.once:
            self._add_rows(found, one, f"i-{one.name}", "")
        for number in self.case_numbers:
            case = self._value(f"c-{number}")
            before = len(found.fields)
            rows_before = found.given.rows
            for one in self.asked.in_cases:
                self._add_rows(found, one, f"c-{number}-{one.name}", case)
            if len(found.fields) > before and not case:
                found.given = Given(rows_before)
                del found.fields[before:]
                self.add_error(f"c-{number}", _said(text("Name the case, for instance by its number")))
        if self.keeps_cases:
            self._keep_cases(found)
        status = self._value("status") or "given"
        # An explanation that cannot be taken does not wipe out the one that stands.
        note = self._stands.note if "note" in self.errors else self._value("note")
        found.given = Given(found.given.rows, status, note)  # type: ignore[arg-type]  # a choice
        return found

    def _keep_cases(self, found: Typed) -> None:
        """Carry the cases that stand over as they are, as one would type them."""
        definitions = {one.name: one.definition for one in self.asked.in_cases}
        for row in self._stands.rows:
            if row.case and row.input in definitions:
                cells = {
                    cell: show_cell(getattr(row, cell), definitions[row.input], self.sign) for cell in _RATIO
                }
                kept = InputRow(row.input, row.case, label=row.label, **cells)
                found.given = Given((*found.given.rows, kept))
                found.fields.append({})

    def _value(self, name: str) -> str:
        value: str = (self.cleaned_data.get(name) if name in self.fields else "") or ""
        return value

    def _add_rows(self, found: Typed, one: AskedInput, prefix: str, case: str) -> None:
        rows = list(self._rows(one, prefix, case))
        found.given = Given((*found.given.rows, *(row for row, _ in rows)))
        found.fields += [fields for _, fields in rows]

    def _rows(self, one: AskedInput, prefix: str, case: str) -> Iterator[tuple[InputRow, dict[str, str]]]:
        definition, name = one.definition, one.name
        if definition.type == "ratio":
            cells = {
                cell: read_cell(self._value(f"{prefix}-{cell}"), definition, self.sign) for cell in _RATIO
            }
            if any(cells.values()):
                yield InputRow(name, case, **cells), {cell: f"{prefix}-{cell}" for cell in _RATIO}
        elif definition.type == "tally":
            for key in definition.labels:
                written = read_cell(self._value(f"{prefix}-{key}"), definition, self.sign)
                if written:
                    yield InputRow(name, case, value=written, label=key), {"": f"{prefix}-{key}"}
        elif definition.type == "labels":
            for key in self.cleaned_data.get(prefix) or ():
                yield InputRow(name, case, label=key), {"": prefix}
        else:
            written = read_cell(self._value(prefix), definition, self.sign)
            if written:
                cell = "label" if definition.type == "label" else "value"
                yield InputRow(name, case, **{cell: written}), {"": prefix}

    def complain(self, typed: Typed, problems: Iterable[RowProblem]) -> None:
        """Put what is wrong to the fields where it stands; what is of the whole to the status."""
        for one in problems:
            fields = typed.fields[one.row] if one.row is not None and one.row < len(typed.fields) else {}
            name = fields.get(one.column) or next(iter(fields.values()), "")
            self.add_error(name if name in self.fields else None, _said(sentence_of(one.problem), "misread"))

    def mistakes(self, language: Language) -> list[dict[str, str]]:
        """Every mistake by the name of its field, for the script that saves by itself."""
        from chiso.office.ui.mistakes import mistakes_of_field

        return [
            {"field": bound.html_name, "id": str(bound.auto_id), "said": said}
            for bound in self
            for said in mistakes_of_field(bound, language)
        ]


def _said(words: Text, code: str = "said") -> forms.ValidationError:
    return forms.ValidationError(label(words), code=code)


def _takes_several(one: AskedInput) -> bool:
    return one.definition.type == "labels"


def _cases(rows: Sequence[InputRow]) -> list[str]:
    return sorted({row.case for row in rows if row.case}, key=sort_key)


def _status_shown(stands: Given) -> str:
    # Figures that are still to come are no answer of "not given", and late ones were given.
    is_said = stands.status in ("missing", "not_applicable") and not stands.lacking
    return stands.status if is_said else "given"


def _statuses(asked: Asked) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("given", text("The figures are given here")),
        ("missing", text("There are no figures; why is explained below")),
    ]
    if asked.may_not_apply:
        found.append(("not_applicable", text("It does not apply to us; why is explained below")))
    return found


def statuses_to_decide(asked: Asked) -> list[tuple[str, Any]]:
    """What whoever appraises or rules may say of a leaf instead of what its agency said."""
    found: list[tuple[str, Any]] = [
        ("given", text("The figures are those below")),
        ("missing", text("There are no figures that count")),
    ]
    if asked.may_not_apply:
        found.append(("not_applicable", text("The criterion does not apply to this unit")))
    return found


def _kind_of(definition: InputDefinition) -> str:
    if definition.type == "label":
        return "list" if len(definition.labels) >= MANY_LABELS else "radios"
    kinds = {"ratio": "ratio", "labels": "boxes", "tally": "tally", "boolean": "radios", "date": "day"}
    return kinds.get(definition.type, "figure")


def _hint(one: AskedInput) -> Value:
    definition = one.definition
    if definition.type == "date":
        return text("Day/month/year, such as 21/12/2026")
    if definition.type == "share":
        return text("A share, such as 0.85 or 85 %")
    if definition.type in ("whole", "count"):
        return text("A whole number") if definition.unit is None else ""
    return ""


def _fields_of(one: AskedInput, prefix: str, title: Value, *, in_case: bool = False) -> dict[str, Any]:
    definition = one.definition
    titles: dict[str, Value] = {"": title}
    if definition.type == "ratio":
        named = {"numerator": definition.numerator, "denominator": definition.denominator}
        titles = {
            cell: (named.get(cell) if not in_case and named.get(cell) else listing((title, said), ": "))
            or said
            for cell, said in _RATIO.items()
        }
    elif definition.type == "tally":
        titles = dict(definition.labels)
        if in_case:
            titles = {key: listing((title, said), ": ") for key, said in definition.labels.items()}
    return {
        f"{prefix}-{part}" if part else prefix: _field(definition, t, in_case) for part, t in titles.items()
    }


def _field(definition: InputDefinition, title: Value, in_case: bool) -> forms.Field:
    called = label(text("{title}", title=title))
    none: list[tuple[str, Any]] = [("", "–")] if in_case else []
    if definition.type == "boolean":
        choices = [*none, ("true", text("yes")), ("false", text("no"))]
        return forms.ChoiceField(choices=choices, required=False, label=called)
    if definition.type == "label":
        blank: list[tuple[str, Any]] = none or ([("", "–")] if len(definition.labels) >= MANY_LABELS else [])
        return forms.ChoiceField(choices=[*blank, *definition.labels.items()], required=False, label=called)
    if definition.type == "labels":
        return forms.MultipleChoiceField(
            choices=list(definition.labels.items()), required=False, label=called
        )
    # No bound here: whoever reads the figure refuses what is none, and keeps what stood there.
    return WordsField(required=False, label=called)
