"""What programs read about a data set: Frictionless Data Package, DCAT catalogue, schema.org Dataset.

References: Frictionless Data Package and Table Schema 1; W3C Data Catalog Vocabulary (DCAT) 3;
schema.org `Dataset`, `DataDownload`. Both linked-data documents are JSON-LD files of their own, since
the pages carry no inline script. Addresses are absolute where the site's address is known, else they
are relative to the document, as JSON-LD resolves them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chiso.language import Bilingual
from chiso.portal.dataset_files import DataTable
from chiso.publication.columns import DECIMAL_PATTERN, DECIMAL_RDF_TYPE, Column

Tree = dict[str, object]
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IANA = "https://www.iana.org/assignments/media-types/"
# DCAT-AP names formats by the file types of the EU's publications office; DCAT names languages by ISO 639-1
# at the Library of Congress.
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_LANGUAGES: list[Tree] = [
    {"@id": f"http://id.loc.gov/vocabulary/iso639-1/{language}"} for language in ("vi", "en")
]
# Every set of this program is of how bodies of the state work, or of what they are measured by.
_THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
_DAYS = ((re.compile(r"\d{4}-\d{2}-\d{2}\Z"), "xsd:date"), (re.compile(r"\d{4}\Z"), "xsd:gYear"))


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a data set: its name in the data set's folder, its format, its bytes."""

    name: str
    format: str
    content: bytes
    # What it was made of, if it is worth remembering.
    made_of: str = ""

    @property
    def facts(self) -> FileFacts:
        """What is said of it."""
        return FileFacts(self.name, self.format, len(self.content), hashlib.sha256(self.content).hexdigest())


class FileFacts(NamedTuple):
    """What is said of a file without having it: its size in bytes, SHA-256 as 64 hexadecimal digits."""

    name: str
    format: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """Tables that belong together: one index in one period, or figures of others.

    `key` is the path below the data pages ("papi/2019"); `version` that of the publication, whose
    content hash is `content`; `periods` the first and last period as they are written.
    """

    key: str
    title: Bilingual
    description: Bilingual
    version: int
    content: str
    publisher: Bilingual
    rights: Bilingual
    periods: tuple[str, str]
    sources: tuple[str, ...] = ()
    # What people may look for, and under which licence it may be used (an address), if that is known.
    keywords: tuple[Bilingual, ...] = ()
    licence: str = ""
    # Empty where only what is said of the whole is wanted: tables are large.
    tables: tuple[DataTable, ...] = ()

    @property
    def name(self) -> str:
        """A name of small letters, digits and hyphens."""
        return self.key.replace("/", "-").replace("@", "-at-").lower()

    @property
    def coverage(self) -> str:
        """The time that is covered: "2019" or "2011/2024"."""
        first, last = self.periods
        return first if first == last else f"{first}/{last}"


def frictionless(dataset: DataSet, files: Sequence[FileFacts]) -> Tree:
    """`datapackage.json` of a data set: its CSV tables with their columns."""
    by_name = {file.name: file for file in files}
    return {
        "profile": "data-package",
        "name": dataset.name,
        "title": _both(dataset.title),
        "description": _both(dataset.description),
        "version": str(dataset.version),
        "id": f"sha256:{dataset.content}",
        "contributors": [{"title": _both(dataset.publisher), "role": "publisher"}],
        "sources": [{"title": source} for source in dataset.sources],
        "rights": _both(dataset.rights),
        "keywords": sorted({word for one in dataset.keywords for word in (one.vi, one.en) if word}),
        **({"licenses": [{"path": dataset.licence}]} if dataset.licence else {}),
        "resources": [_resource(table, by_name[f"{table.name}.csv"]) for table in dataset.tables],
    }


def _resource(table: DataTable, file: FileFacts) -> Tree:
    return {
        "name": table.name,
        "title": _both(table.title),
        "path": file.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": [_field(name, column) for name, column in table.columns.items()]},
    }


def _field(name: str, column: Column) -> Tree:
    is_decimal = column.type == "decimal"
    constraints: Tree = {}
    if column.required:
        constraints["required"] = True
    if is_decimal:
        constraints["pattern"] = DECIMAL_PATTERN
    field: Tree = {
        "name": name,
        # As in the bundle: an exact decimal is text with a pattern, so that no reader changes it.
        "type": "string" if is_decimal else column.type,
        "title": _both(column.meaning),
    }
    if is_decimal:
        field["rdfType"] = DECIMAL_RDF_TYPE
    if constraints:
        field["constraints"] = constraints
    return field


def schema_org(
    dataset: DataSet, files: Sequence[FileFacts], page: str, address: Callable[[str], str]
) -> Tree:
    """schema.org `Dataset`; `page` is the address of its page, `address` gives that of a file."""
    measured = {
        name: column
        for table in dataset.tables
        for name, column in table.columns.items()
        if column.type in ("decimal", "integer")
    }
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": _in_languages(dataset.title),
        "description": _in_languages(dataset.description),
        "identifier": f"urn:sha256:{dataset.content}",
        "version": str(dataset.version),
        "isAccessibleForFree": True,
        "inLanguage": ["vi", "en"],
        "publisher": {"@type": "Organization", "name": _in_languages(dataset.publisher)},
        "copyrightNotice": _in_languages(dataset.rights),
        "keywords": [word for one in dataset.keywords for word in _in_languages(one)],
        **({"license": {"@id": dataset.licence}} if dataset.licence else {}),
        "temporalCoverage": dataset.coverage,
        "variableMeasured": [
            {"@type": "PropertyValue", "name": name, "description": _both(column.meaning)}
            for name, column in sorted(measured.items())
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "encodingFormat": MEDIA_TYPES[file.format],
                "contentUrl": address(file.name),
                "contentSize": str(file.size),
                "sha256": file.sha256,
            }
            for file in files
        ],
    }


def dcat_dataset(
    dataset: DataSet, files: Sequence[FileFacts], page: str, address: Callable[[str], str]
) -> Tree:
    """One `dcat:Dataset` with a distribution for every file."""
    first, last = map(_day, dataset.periods)
    time: Tree = {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": f"urn:sha256:{dataset.content}:{dataset.key}",
        "dct:title": _in_languages(dataset.title),
        "dct:description": _in_languages(dataset.description),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _in_languages(dataset.publisher)},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _in_languages(dataset.rights)},
        "dct:language": _LANGUAGES,
        "dcat:keyword": [word for one in dataset.keywords for word in _in_languages(one)],
        "dcat:theme": {"@id": _THEME},
        **({"dct:license": {"@id": dataset.licence}} if dataset.licence else {}),
        **({"dct:temporal": time} if first and last else {}),
        "dcat:version": str(dataset.version),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@id": address(file.name),
                "@type": "dcat:Distribution",
                "dct:title": file.name,
                **({"dct:license": {"@id": dataset.licence}} if dataset.licence else {}),
                "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": address(file.name)},
                "dcat:mediaType": {"@id": _IANA + MEDIA_TYPES[file.format]},
                "dct:format": {"@id": _FILE_TYPE + file.format.upper()},
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
                },
            }
            for file in files
        ],
    }


def dcat_catalogue(
    title: Bilingual, description: Bilingual, publisher: Bilingual, page: str, datasets: Sequence[Tree]
) -> Tree:
    """The `dcat:Catalog` of all data sets of the site; `page` is the address of its page."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": page,
        "@type": "dcat:Catalog",
        "dct:title": _in_languages(title),
        "dct:description": _in_languages(description),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _in_languages(publisher)},
        "dct:language": _LANGUAGES,
        "foaf:homepage": {"@id": page},
        "dcat:dataset": list(datasets),
    }


def _day(written: str) -> Tree | None:
    """A day or a year as a typed value; None for a period of another shape."""
    for shape, kind in _DAYS:
        if shape.match(written):
            return {"@type": kind, "@value": written}
    return None


def as_document(tree: Mapping[str, object]) -> bytes:
    """A description as a file: readable, the same bytes each time."""
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _both(title: Bilingual) -> str:
    """Both languages in one line, Vietnamese first."""
    names = [name for name in (title.vi, title.en) if name]
    return " / ".join(dict.fromkeys(names))


def _in_languages(title: Bilingual) -> list[Tree]:
    """Language-tagged values of JSON-LD."""
    return [
        {"@language": language, "@value": written}
        for language, written in (("vi", title.vi), ("en", title.en))
        if written
    ]
