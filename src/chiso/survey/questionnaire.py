"""A questionnaire: its questions, how their scales run, and which of them make the factors and the index.

    format: chiso-questionnaire/1
    scales:
      satisfaction_5: {answers: [{value: "1", title: …}, …], best: "5", chosen: ["4", "5"]}
    index: {code: index, title: …, basis: ours, parts: [… factors … questions]}
    apart: [questions that are told beside the index]

`chosen` are the values that count (as satisfied, as wished); the direction of a scale is data: in one form
the best answer has the value 5, in another question of it the value 1. “Don't know” and “does not apply”
are values too; whether they count among the answers is declared here, never decided in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from chiso.frameworks.fields import BilingualField, Part
from chiso.frameworks.records import read_record
from chiso.language import Bilingual, listing, text
from chiso.problems import BadInput, Place, Problem

FORMAT = "chiso-questionnaire/1"
Counting: TypeAlias = Literal["leave_out", "count"]
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_PATTERN = re.compile(r"(?P<before>[^{}]*)\{number(:0?(?P<places>[1-9]))?\}(?P<after>[^{}]*)")


class AnswerValue(Part):
    """One printed answer: the value in the data, and its words."""

    value: str = Field(min_length=1)
    title: BilingualField


class Scale(Part):
    """The answers of a scale. `chosen` count; `best` says at which end of the scale they lie.

    `when_dont_know`, `when_does_not_apply`: “leave_out” takes such an answer out of the denominator,
    “count” keeps it there (it is then asked and not chosen). An empty cell is always left out.
    """

    answers: tuple[AnswerValue, ...] = Field(min_length=2)
    best: str
    chosen: tuple[str, ...] = Field(min_length=1)
    chosen_basis: Literal["ours", "official"] = "ours"
    dont_know: tuple[str, ...] = ()
    does_not_apply: tuple[str, ...] = ()
    when_dont_know: Counting = "leave_out"
    when_does_not_apply: Counting = "leave_out"

    @model_validator(mode="after")
    def _agree(self) -> Scale:
        printed = tuple(one.value for one in self.answers)
        if len(set(printed)) < len(printed):
            raise ValueError(text("Expected each value of a scale once."))
        unknown = [one for one in (*self.chosen, self.best) if one not in printed]
        if unknown:
            raise ValueError(
                text("Expected values of the scale under “chosen” and “best”: {values}.",
                     values=listing(printed))
            )  # fmt: skip
        if self.best not in self.chosen or not self._chosen_from_the_best(printed):
            raise ValueError(
                text("Expected “chosen” to be the values from “best” on, without a gap: {values}.",
                     values=listing(printed))
            )  # fmt: skip
        if set(printed) & {*self.dont_know, *self.does_not_apply} or set(self.dont_know) & set(
            self.does_not_apply
        ):
            raise ValueError(text("Expected codes of “don't know” that are no answers of the scale."))
        return self

    def _chosen_from_the_best(self, printed: tuple[str, ...]) -> bool:
        from_best = printed if printed[0] == self.best else printed[::-1]
        return from_best[0] == self.best and set(from_best[: len(self.chosen)]) == set(self.chosen)

    @property
    def counted(self) -> tuple[str, ...]:
        """The values that stand in the denominator."""
        counted = [one.value for one in self.answers]
        counted += self.dont_know if self.when_dont_know == "count" else ()
        counted += self.does_not_apply if self.when_does_not_apply == "count" else ()
        return tuple(counted)

    @property
    def known(self) -> tuple[str, ...]:
        """Every value that may stand in the data."""
        return (*(one.value for one in self.answers), *self.dont_know, *self.does_not_apply)


class Item(Part):
    """A question (with `column` and `scale`) or a group of them, such as a factor (with `parts`)."""

    code: str = Field(min_length=1, max_length=60)
    title: BilingualField
    column: str = ""
    scale: str = ""
    parts: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _is_one_of_the_two(self) -> Item:
        if bool(self.parts) == bool(self.column) or bool(self.column) != bool(self.scale):
            raise ValueError(text("Expected either “column” and “scale” of a question, or “parts”."))
        return self

    def walk(self) -> Iterator[Item]:
        """The item and everything in it, as they stand."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def questions(self) -> tuple[Item, ...]:
        """The questions in it (itself, if it is one)."""
        return tuple(one for one in self.walk() if one.column)


class Index(Item):
    """The whole. `basis`: “official” where the formula was published, else “ours”."""

    basis: Literal["ours", "official"] = "ours"


class Questionnaire(Part):
    """The whole record."""

    format: Literal["chiso-questionnaire/1"]
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: BilingualField
    sources: tuple[BilingualField, ...] = ()
    rights: BilingualField | None = None
    remarks: tuple[BilingualField, ...] = ()
    scales: Mapping[str, Scale]
    index: Index
    apart: tuple[Item, ...] = ()

    @field_validator("index")
    @classmethod
    def _index_has_parts(cls, index: Index) -> Index:
        if not index.parts:
            raise ValueError(text("Expected “parts” of the index."))
        return index

    @model_validator(mode="after")
    def _agree(self) -> Questionnaire:
        codes = [one.code for one in self.items]
        columns = [one.column for one in self.questions]
        twice = sorted({one for one in codes if codes.count(one) > 1})
        twice += sorted({one for one in columns if columns.count(one) > 1})
        if twice:
            raise ValueError(text("Expected each code and each column once; twice: {names}.",
                                  names=listing(twice)))  # fmt: skip
        unknown = sorted({one.scale for one in self.questions} - set(self.scales))
        if unknown:
            raise ValueError(text("Expected scales that are described under “scales”; unknown: {names}.",
                                  names=listing(unknown)))  # fmt: skip
        return self

    @property
    def items(self) -> tuple[Item, ...]:
        """The index, its factors and questions, then what stands apart."""
        return (*self.index.walk(), *(one for item in self.apart for one in item.walk()))

    @property
    def questions(self) -> tuple[Item, ...]:
        """Every question."""
        return tuple(one for one in self.items if one.column)

    def declaring(
        self,
        *,
        dont_know: tuple[str, ...] = (),
        does_not_apply: tuple[str, ...] = (),
        when_dont_know: Counting = "leave_out",
        when_does_not_apply: Counting = "leave_out",
    ) -> Questionnaire:
        """The questionnaire with codes that the form does not print but the field has recorded.

        Raises BadInput (CH-3190) where such a code is an answer of a scale.
        """
        declared = {
            "dont_know": dont_know,
            "does_not_apply": does_not_apply,
            "when_dont_know": when_dont_know,
            "when_does_not_apply": when_does_not_apply,
        }
        for key, scale in self.scales.items():
            printed = {one.value for one in scale.answers}
            taken = [one for one in (*dont_know, *does_not_apply) if one in printed]
            if taken or set(dont_know) & set(does_not_apply):
                expected = text("Expected codes of “don't know” that are no answers of the scale.")
                mend = text("Name the codes that the field used beside the printed answers.")
                shown = ", ".join(taken or dont_know)
                raise BadInput([Problem("CH-3190", Place(field=key), shown, expected, mend)])
        scales = {key: scale.model_copy(update=declared) for key, scale in self.scales.items()}
        return self.model_copy(update={"scales": scales})

    def with_columns(self, pattern: str) -> Questionnaire:
        """The questionnaire with the questions of the index in columns such as q01, q02 … (“q{number:02}”).

        Questions apart keep their columns. Raises BadInput (CH-3190) for another form of pattern.
        """
        match = _PATTERN.fullmatch(pattern)
        if match is None:
            expected = text("Expected a pattern such as {example}.", example="q9_{number}, q{number:02}")
            mend = text(
                "Write {place} where the place of the question in the index stands, counted from 1.",
                place="{number}",
            )
            raise BadInput([Problem("CH-3190", Place(field="--columns"), pattern, expected, mend)])
        before, places, after = match["before"], int(match["places"] or 1), match["after"]
        columns = {
            question.code: f"{before}{number:0{places}}{after}"
            for number, question in enumerate(self.index.questions, start=1)
        }
        return self.model_copy(update={"index": _in_columns(self.index, columns)})


def _in_columns(item: Item, columns: Mapping[str, str]) -> Item:
    parts = tuple(_in_columns(part, columns) for part in item.parts)
    return item.model_copy(update={"parts": parts, "column": columns.get(item.code, "")})


def questionnaire_names() -> tuple[str, ...]:
    """The questionnaires that come with the program."""
    folder = files("chiso.survey") / "questionnaires"
    return tuple(sorted(one.name.removesuffix(".yaml") for one in folder.iterdir()
                        if one.name.endswith(".yaml")))  # fmt: skip


def load_questionnaire(name: str) -> Questionnaire:
    """A questionnaire that comes with the program, by its name, or the one in a YAML file.

    Raises BadInput (CH-3190 and those of YAML) with every problem.
    """
    if _NAME.match(name):
        if name in questionnaire_names():
            content = (files("chiso.survey") / "questionnaires" / f"{name}.yaml").read_bytes()
            return read_record(content, Questionnaire, name=name, form=FORMAT, code="CH-3190")
        if not Path(name).exists():
            expected = text("Expected a questionnaire that comes with the program, or a YAML file.")
            mend = text("There are: {names}.", names=listing(questionnaire_names()))
            raise BadInput([Problem("CH-3190", Place(field="--questionnaire"), name, expected, mend)])
    return read_record(Path(name), Questionnaire, name=Path(name).name, form=FORMAT, code="CH-3190")


def titles(questionnaire: Questionnaire) -> dict[str, Bilingual]:
    """Code -> title of everything in a questionnaire."""
    return {one.code: one.title for one in questionnaire.items}
