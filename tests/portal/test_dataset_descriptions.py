"""What the descriptions of data sets say of files and addresses; their shape is the matter of test_shapes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.portal.small_site import build


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_data_set_of_the_catalogue_has_a_name_of_its_own(tmp_path: Path) -> None:
    catalogue = read(build(tmp_path) / "du-lieu" / "dcat.jsonld")
    identifiers = [dataset["dct:identifier"] for dataset in catalogue["dcat:dataset"]]
    assert len(identifiers) == len(set(identifiers)) == 2


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
