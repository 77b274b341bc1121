"""A whole simulated round: unit by unit into files, never all of it in memory.

data.parquet          one row an interview, with weights, answers and how the interview went
sample.parquet        everybody who was drawn: base weight, age, sex, and whether there is an interview
back_checks.parquet   a part of the interviews, asked again by somebody else
design.yaml, quality.yaml   which column plays which role
truth.csv             what is true of everybody (see `truth`)
simulation.json       the city, the seed, the version of the generator; that all is made up
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.survey.reading_parquet import metadata_of
from chiso.survey.simulation import city as plan
from chiso.survey.simulation import descriptions
from chiso.survey.simulation.city import City
from chiso.survey.simulation.drawing import Drawn, draw_people
from chiso.survey.simulation.fieldwork import Field, answers_again, answers_at_the_door, visit_people
from chiso.survey.simulation.people import People, people_of
from chiso.survey.simulation.truth import Truth

_ROWS_OF_A_GROUP = 262_144
_IDENTITY_OF_A_UNIT = 1_000_000_000
_NOTE = b"note"


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was made: people in the city, people drawn, interviews."""

    people: int
    drawn: int
    interviews: int


@dataclass(frozen=True, slots=True)
class RoundTables:
    """Interviews, everybody who was drawn, and interviews asked again."""

    data: pa.Table
    sample: pa.Table
    back_checks: pa.Table


def unit_round(city: City, people: People, seed: int, unit: int, draw: int = 0) -> RoundTables:
    """Draw and ask the people of one unit."""
    drawn = draw_people(city, people, seed, unit, draw)
    field = visit_people(city, people, drawn, seed, unit, draw)
    answers = answers_at_the_door(city, people, drawn, seed, unit, field, draw)
    again = answers_again(city, answers[field.is_back_checked], seed, unit, draw)
    identity = (unit + 1) * _IDENTITY_OF_A_UNIT + drawn.rows
    everybody = _person_columns(city, people, drawn.rows, identity, unit)
    sample = pa.table(
        {
            **everybody,
            "base_weight": drawn.base_weight,
            "disposition": _named(plan.DISPOSITIONS, drawn.disposition),
            "answered": drawn.answered,
            **_answers_of_all(city, answers, drawn),
        },
        metadata=_metadata(city),
    )
    data = pa.table(
        {
            **_person_columns(city, people, drawn.rows[drawn.answered], identity[drawn.answered], unit),
            **_field_columns(drawn, field),
            **_answer_columns(city, answers),
        },
        metadata=_metadata(city),
    )
    asked_again = {
        "interview": identity[drawn.answered][field.is_back_checked],
        **_answer_columns(city, again),
    }
    return RoundTables(data, sample, pa.table(asked_again, metadata=_metadata(city)))


def round_tables(city: City, seed: int, draw: int = 0) -> RoundTables:
    """The tables of a whole round in memory: for rounds that are small."""
    parts = [unit_round(city, people_of(city, seed, u), seed, u, draw) for u in range(len(city.units))]
    return RoundTables(
        *(
            pa.concat_tables([getattr(part, name) for part in parts]).combine_chunks()
            for name in ("data", "sample", "back_checks")
        )
    )


def simulate_round(city: City, folder: Path, *, seed: int, draw: int = 0) -> Simulated:
    """Write the round into `folder`, which is there. The same call writes the same bytes again.

    Memory is that of the largest unit and of one group of rows.
    """
    truth, people_made = Truth(city), 0
    with (
        _Growing(folder / "data.parquet") as data,
        _Growing(folder / "sample.parquet") as sample,
        _Growing(folder / "back_checks.parquet") as back_checks,
    ):
        for unit in range(len(city.units)):
            people = people_of(city, seed, unit)
            made = unit_round(city, people, seed, unit, draw)
            truth.add(unit, people)
            people_made += len(people.age)
            data.add(made.data)
            sample.add(made.sample)
            back_checks.add(made.back_checks)
    simulated = Simulated(people_made, sample.rows, data.rows)
    _write_words(city, folder, truth, simulated, seed, draw)
    return simulated


def is_made_up(path: Path) -> bool:
    """Whether a file of data says inside that it was simulated."""
    if path.suffix.lower() != ".parquet":
        return False
    noted: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    return noted.get(_NOTE) == descriptions.MADE_UP["en"].encode()


def _person_columns(
    city: City, people: People, rows: np.ndarray, identity: np.ndarray, unit: int
) -> dict[str, pa.Array]:
    place, count = city.units[unit], len(rows)
    neighbourhood = people.neighbourhood[rows]
    return {
        "interview": pa.array(identity),
        "area": pa.repeat(place.area, count),
        "unit": pa.repeat(place.code, count),
        "neighbourhood": pa.array((unit + 1) * np.int64(1_000_000) + neighbourhood),
        "neighbourhoods_in_unit": pa.repeat(pa.scalar(len(people.sizes), pa.int64()), count),
        "people_in_neighbourhood": pa.array(people.sizes[neighbourhood]),
        "age": _named(plan.AGES, people.age[rows]),
        "sex": _named(plan.SEXES, people.sex[rows]),
        "procedure": _named(plan.PROCEDURES, people.procedure[rows]),
    }


def _field_columns(drawn: Drawn, field: Field) -> dict[str, pa.Array]:
    return {
        "base_weight": pa.array(drawn.base_weight[drawn.answered]),
        "weight": pa.array(drawn.weight[drawn.answered]),
        "interviewer": pa.array(field.interviewer),
        "started": pa.array(field.started.astype("datetime64[s]")),
        "duration_seconds": pa.array(field.duration),
        "latitude": pa.array(field.latitude),
        "longitude": pa.array(field.longitude),
        "waiting_minutes": pa.array(field.waiting),
    }


def _answer_columns(city: City, answers: np.ndarray) -> dict[str, pa.Array]:
    columns = np.ascontiguousarray(answers.T)
    return {code: pa.array(column) for code, column in zip(city.codes_of_questions, columns, strict=True)}


def _answers_of_all(city: City, answers: np.ndarray, drawn: Drawn) -> dict[str, pa.Array]:
    """The answers of everybody who was drawn: empty where there is no interview."""
    places = np.cumsum(drawn.answered) - 1
    rows = pa.array(places, mask=~drawn.answered)
    return {code: column.take(rows) for code, column in _answer_columns(city, answers).items()}


def _named(names: tuple[str, ...], places: np.ndarray) -> pa.Array:
    return pa.array(names).take(pa.array(places))


def _metadata(city: City) -> dict[bytes, bytes]:
    """That it is made up; what the codes mean, as `read_data` understands it."""
    codes = descriptions.labels_and_missing(city)
    return {_NOTE: descriptions.MADE_UP["en"].encode(), **metadata_of(codes)}


class _Growing:
    """A Parquet file that grows by tables, in groups of rows of one size whatever the tables."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        self._waiting: list[pa.Table] = []
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> _Growing:
        return self

    def __exit__(self, *raised: object) -> None:
        try:
            if raised[0] is None and self._waiting:
                self._write(pa.concat_tables(self._waiting))
        finally:
            if self._writer is not None:
                self._writer.close()

    def add(self, table: pa.Table) -> None:
        self._waiting.append(table)
        self.rows += table.num_rows
        if sum(one.num_rows for one in self._waiting) >= _ROWS_OF_A_GROUP:
            whole = pa.concat_tables(self._waiting)
            full = whole.num_rows - whole.num_rows % _ROWS_OF_A_GROUP
            self._write(whole.slice(0, full))
            self._waiting = [whole.slice(full)]

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=_ROWS_OF_A_GROUP)


def _write_words(city: City, folder: Path, truth: Truth, simulated: Simulated, seed: int, draw: int) -> None:
    texts = {
        "truth.csv": descriptions.truth_table(truth),
        "totals_age_sex.csv": descriptions.totals_of_age_and_sex(truth),
        "totals_unit.csv": descriptions.totals_of_units(truth),
        "design.yaml": descriptions.design_text(city),
        "quality.yaml": descriptions.quality_text(city),
        "weights.yaml": descriptions.weights_text(),
    }
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    record = descriptions.record(city, simulated, seed, draw)
    written = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    (folder / "simulation.json").write_text(written, encoding="utf-8")
