"""DCAT and schema.org against shapes that were written from their specifications, not from the code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.portal.small_site import build

# DCAT 3, sections 6.4 to 6.8 (dcat:Catalog, dcat:Dataset, dcat:Distribution) and SPDX checksums.
TEXT_IN_LANGUAGES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["@language", "@value"],
        "properties": {"@language": {"enum": ["vi", "en"]}, "@value": {"type": "string", "minLength": 1}},
        "additionalProperties": False,
    },
}
REFERENCE = {"type": "object", "required": ["@id"], "properties": {"@id": {"type": "string"}}}
CATALOGUE = {
    "type": "object",
    "required": ["@context", "@id", "@type", "dct:title", "dct:publisher", "dcat:dataset"],
    "properties": {
        "@context": {
            "type": "object",
            "properties": {
                "dcat": {"const": "http://www.w3.org/ns/dcat#"},
                "dct": {"const": "http://purl.org/dc/terms/"},
                "foaf": {"const": "http://xmlns.com/foaf/0.1/"},
                "spdx": {"const": "http://spdx.org/rdf/terms#"},
                "xsd": {"const": "http://www.w3.org/2001/XMLSchema#"},
                "rdfs": {"const": "http://www.w3.org/2000/01/rdf-schema#"},
            },
            "additionalProperties": False,
        },
        "@type": {"const": "dcat:Catalog"},
        "dct:title": TEXT_IN_LANGUAGES,
        "dcat:dataset": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@id", "dct:title", "dct:description", "dct:identifier", "dcat:distribution"],
                "properties": {
                    "@type": {"const": "dcat:Dataset"},
                    "dct:title": TEXT_IN_LANGUAGES,
                    "dct:description": TEXT_IN_LANGUAGES,
                    "dcat:landingPage": REFERENCE,
                    "dcat:distribution": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["dcat:accessURL", "dcat:downloadURL", "dcat:mediaType"],
                            "properties": {
                                "@type": {"const": "dcat:Distribution"},
                                "dcat:accessURL": REFERENCE,
                                "dcat:downloadURL": REFERENCE,
                                "dcat:mediaType": {
                                    "properties": {
                                        "@id": {
                                            "pattern": "^https://www\\.iana\\.org/assignments/media-types/"
                                        }
                                    }
                                },
                                "spdx:checksum": {
                                    "required": ["spdx:algorithm", "spdx:checksumValue"],
                                    "properties": {
                                        "spdx:checksumValue": {
                                            "properties": {"@value": {"pattern": "^[0-9a-f]{64}$"}}
                                        }
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
# schema.org/Dataset; name, description are what search engines demand (50 to 5,000 signs).
DATASET = {
    "type": "object",
    "required": ["@context", "@type", "name", "description", "identifier", "distribution"],
    "properties": {
        "@context": {"const": "https://schema.org/"},
        "@type": {"const": "Dataset"},
        "name": TEXT_IN_LANGUAGES,
        "description": {
            **TEXT_IN_LANGUAGES,
            "items": {"properties": {"@value": {"minLength": 50, "maxLength": 5000}}},
        },
        "isAccessibleForFree": {"const": True},
        "temporalCoverage": {"pattern": r"^\d{4}(-\d\d-\d\d)?(/\d{4}(-\d\d-\d\d)?)?$"},
        "distribution": {
            "type": "array",
            "minItems": 3,
            "items": {
                "required": ["@type", "contentUrl", "encodingFormat"],
                "properties": {"@type": {"const": "DataDownload"}},
            },
        },
    },
}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("base_url", ["", "https://index.example.org"])
def test_the_catalogue_is_as_dcat_wants_it(tmp_path: Path, base_url: str) -> None:
    catalogue = read(build(tmp_path, base_url=base_url) / "du-lieu" / "dcat.jsonld")
    jsonschema.validate(catalogue, CATALOGUE)
    identifiers = [dataset["dct:identifier"] for dataset in catalogue["dcat:dataset"]]
    assert len(identifiers) == len(set(identifiers)) == 2


@pytest.mark.parametrize("name", ["three-criteria-2020/2", "sipas/1"])
def test_a_data_set_is_as_schema_org_wants_it(tmp_path: Path, name: str) -> None:
    jsonschema.validate(read(build(tmp_path) / "du-lieu" / name / "dataset.jsonld"), DATASET)


def test_every_named_file_is_there_with_its_hash(tmp_path: Path) -> None:
    """Without an address of the site the documents name files relative to themselves."""
    folder = build(tmp_path) / "du-lieu"
    catalogue = read(folder / "dcat.jsonld")
    files = [file for dataset in catalogue["dcat:dataset"] for file in dataset["dcat:distribution"]]
    assert len(files) > 6
    for file in files:
        content = (folder / file["dcat:downloadURL"]["@id"]).read_bytes()
        assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
        assert file["dcat:byteSize"]["@value"] == str(len(content))
    for described in folder.glob("*/*/dataset.jsonld"):
        for file in read(described)["distribution"]:
            content = (described.parent / file["contentUrl"]).read_bytes()
            assert file["sha256"] == hashlib.sha256(content).hexdigest()


def test_where_the_address_of_the_site_is_known_files_have_whole_addresses(tmp_path: Path) -> None:
    site = build(tmp_path, base_url="https://index.example.org")
    dataset = read(site / "du-lieu" / "three-criteria-2020" / "2" / "dataset.jsonld")
    assert dataset["url"] == "https://index.example.org/du-lieu/three-criteria-2020/2/"
    assert dataset["distribution"][0]["contentUrl"] == f"{dataset['url']}ranking.csv"


def test_the_page_of_a_data_set_links_what_programs_read(tmp_path: Path) -> None:
    page = (build(tmp_path) / "en" / "data" / "sipas" / "1" / "index.html").read_text(encoding="utf-8")
    assert (
        '<link rel="alternate" type="application/ld+json" href="../../../../du-lieu/sipas/1/dataset.jsonld">'
        in page
    )
