"""`datapackage.json`: the tables of a bundle, described so that other programs can read them.

Reference: Frictionless Data, Data Package and Table Schema, version 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from chiso.frameworks.document import canonical_json
from chiso.language import text
from chiso.problems import Problem
from chiso.publication.columns import DECIMAL_PATTERN, DECIMAL_RDF_TYPE, Column, columns_of, is_of_figures
from chiso.publication.manifest import sha256_of
from chiso.publication.members import DESCRIPTOR, README, is_composite, place_in, run_and_file
from chiso.publication.records import Record
from chiso.publication.statement import Publication

HASH_PATTERN = r"^sha256:[0-9a-f]{64}$"


class Constraints(Record):
    """What every cell of a column fulfils."""

    required: bool | None = None
    pattern: str | None = None


class FieldDescription(Record):
    """One column."""

    model_config = ConfigDict(populate_by_name=True)

    name: str
    type: Literal["string", "number", "integer", "boolean", "date"]
    title: str
    rdf_type: Annotated[str | None, Field(alias="rdfType")] = None
    constraints: Constraints | None = None


class TableSchema(Record):
    """The columns of one table, in order."""

    fields: list[FieldDescription]


class ReadmeResource(Record):
    """The text for people. A package needs one resource, and a withdrawal may hold no table."""

    name: Literal["readme"] = "readme"
    path: Literal["README.txt"] = "README.txt"
    profile: Literal["data-resource"] = "data-resource"
    format: Literal["txt"] = "txt"
    mediatype: Literal["text/plain"] = "text/plain"
    encoding: Literal["utf-8"] = "utf-8"
    bytes: Annotated[int, Field(ge=0)]
    hash: Annotated[str, Field(pattern=HASH_PATTERN)]


class TableResource(Record):
    """One table: where it stands, its size, its hash, its columns."""

    model_config = ConfigDict(populate_by_name=True)

    name: Annotated[str, Field(pattern=r"^[-a-z0-9._/]+$")]
    path: str
    profile: Literal["tabular-data-resource"] = "tabular-data-resource"
    format: Literal["csv"] = "csv"
    mediatype: Literal["text/csv"] = "text/csv"
    encoding: Literal["utf-8"] = "utf-8"
    bytes: Annotated[int, Field(ge=0)]
    hash: Annotated[str, Field(pattern=HASH_PATTERN)]
    table_schema: Annotated[TableSchema, Field(alias="schema")]


class DataPackage(Record):
    """`datapackage.json`."""

    name: Literal["chiso-bundle"] = "chiso-bundle"
    profile: Literal["data-package"] = "data-package"
    title: str
    version: str
    resources: Annotated[list[ReadmeResource | TableResource], Field(min_length=1)]

    def to_bytes(self) -> bytes:
        """The record in its one notation; what is absent is left out, as the standard wants it."""
        return canonical_json(self.model_dump(mode="json", by_alias=True, exclude_none=True))


def make_descriptor(publication: Publication, members: Mapping[str, bytes]) -> DataPackage:
    """The description of every table among `members`, and of the README."""
    periods = ", ".join(sorted({run.period for run in publication.runs}))
    readme = members[README]
    composites = {place[0] for name in members if (place := run_and_file(name)) and is_composite(place[1:])}
    tables = [_describe(name, members[name], composites) for name in sorted(members) if name.endswith(".csv")]
    return DataPackage(
        title=f"chiso: {periods}" if periods else "chiso",
        version=str(publication.version),
        resources=[ReadmeResource(bytes=len(readme), hash=f"sha256:{sha256_of(readme)}"), *tables],
    )


def compare_with_descriptor(
    package: DataPackage, members: Mapping[str, bytes], file: str
) -> Iterator[Problem]:
    """Every table that is not as the description says."""
    described = {resource.path: (resource.bytes, resource.hash) for resource in package.resources}
    tables = {name for name in members if name.endswith(".csv")} | {README}
    for name in sorted(tables | described.keys()):
        found = (len(members[name]), f"sha256:{sha256_of(members[name])}") if name in tables else None
        if found != described.get(name):
            yield Problem(
                "CH-4025",
                place_in(file, DESCRIPTOR, field=name),
                found[1] if found else "",
                text("Expected the tables of the bundle with their sizes and hashes."),
                text("Publish again: the description was not made from these tables."),
            )


def _describe(name: str, content: bytes, composites: set[str]) -> TableResource:
    place = run_and_file(name)
    known = columns_of(place[1], is_composite=place[0] in composites) if place else columns_of(None)
    others: Literal["string", "number"] = "number" if place and is_of_figures(place[1]) else "string"
    header = next(csv.reader(io.StringIO(content.decode("utf-8"), newline="")), [])
    return TableResource(
        name=re.sub(r"[^-a-z0-9._/]", "-", name.removesuffix(".csv")),
        path=name,
        bytes=len(content),
        hash=f"sha256:{sha256_of(content)}",
        table_schema=TableSchema(
            fields=[_describe_column(column, known.get(column), others) for column in header]
        ),
    )


def _describe_column(
    name: str, column: Column | None, others: Literal["string", "number"]
) -> FieldDescription:
    """One column; `others`: the type of those that are not known by name."""
    if column is None:
        return FieldDescription(name=name, type=others, title=name)
    is_decimal = column.type == "decimal"
    constraints = Constraints(
        required=True if column.required else None, pattern=DECIMAL_PATTERN if is_decimal else None
    )
    return FieldDescription(
        name=name,
        type="string" if column.type == "decimal" else column.type,
        title=f"{column.meaning.vi} / {column.meaning.en}",
        rdf_type=DECIMAL_RDF_TYPE if is_decimal else None,
        constraints=constraints if column.required or is_decimal else None,
    )
