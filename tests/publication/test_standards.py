from __future__ import annotations

import json
import warnings
import zipfile
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from chiso.publication import build_bundle, revoke_key, schemas
from tests.publication.publishing import answer_rows, make_key, members_of, write_small_run

PUBLISHED = """\
index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note
par-index,2019,01,Hà Nội,provinces,total,84.64,2,63,stated,false,https://example.org/2019,"a, b"
"""


def publish(folder: Path) -> Path:
    private, _ = make_key(folder)
    (folder / "par.csv").write_text(PUBLISHED)
    run = write_small_run(folder / "run", answers=answer_rows(status="withheld"))
    build_bundle(
        runs=[run],
        carry=[folder / "par.csv"],
        out=folder / "bundle.zip",
        status="final",
        decision_number="12/QĐ-UBND",
        decision_date=date(2026, 11, 24),
        key=private,
    )
    return folder / "bundle.zip"


def test_a_validator_of_data_packages_accepts_the_bundle(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        # What the validator itself says about its own dependencies is not ours to mend.
        warnings.simplefilter("ignore")
        import frictionless

        with zipfile.ZipFile(publish(tmp_path)) as bundle:
            bundle.extractall(tmp_path / "unpacked")
        package = frictionless.Package(str(tmp_path / "unpacked" / "datapackage.json"))
        report = package.validate()
        assert report.valid, report.flatten(["name", "message"])
        assert {resource.path for resource in package.resources} == {
            "README.txt",
            "carried_over/par.csv",
            "runs/three-criteria-1-2020/inputs/answers.csv",
            "runs/three-criteria-1-2020/inputs/units.csv",
            "runs/three-criteria-1-2020/ranking.csv",
            "runs/three-criteria-1-2020/scores.csv",
        }


def test_a_validator_of_data_packages_sees_a_changed_table(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        with zipfile.ZipFile(publish(tmp_path)) as bundle:
            bundle.extractall(tmp_path / "unpacked")
        ranking = tmp_path / "unpacked" / "runs" / "three-criteria-1-2020" / "ranking.csv"
        ranking.write_bytes(ranking.read_bytes().replace(b"20.75", b"2O.75"))
        report = frictionless.Package(str(tmp_path / "unpacked" / "datapackage.json")).validate()
        assert {row[0] for row in report.flatten(["type"])} == {"hash-count", "constraint-error"}


@pytest.mark.parametrize(
    ("schema", "member"),
    [
        ("bundle", "publication.json"),
        ("datapackage", "datapackage.json"),
        ("decision", "decision.json"),
        ("manifest", "manifest.json"),
        ("seal", "seals/"),
    ],
)
def test_a_validator_of_schemas_accepts_what_is_written(tmp_path: Path, schema: str, member: str) -> None:
    members = members_of(publish(tmp_path))
    (name,) = (name for name in members if name.startswith(member))
    validator = jsonschema.Draft202012Validator(schemas()[schema])
    written = json.loads(members[name])
    validator.validate(written)
    assert not validator.is_valid({**written, "unknown": 1})


def test_key_and_revocations_follow_their_schemas(tmp_path: Path) -> None:
    private, public = make_key(tmp_path)
    revoke_key(key=private, reason="lost", out=tmp_path / "revoked.json", day=date(2026, 1, 1))
    for schema, path in (("key", public), ("revocations", tmp_path / "revoked.json")):
        jsonschema.Draft202012Validator(schemas()[schema]).validate(json.loads(path.read_text()))


def test_every_schema_is_a_schema() -> None:
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)
