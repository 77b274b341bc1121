"""Estimates in a bundle: which format it has, what is verified of them, and who reads them."""

import hashlib
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chiso.publication import build_bundle, verify
from chiso.scoring.answers import ANSWER_COLUMNS
from tests.publication.estimated_run import (
    RUN,
    WHY,
    answer_rows,
    estimate_rows,
    score_estimated,
    write_estimated_run,
)
from tests.publication.publishing import describe_again, members_of, publish, write_members

ESTIMATES = f"{RUN}/inputs/estimates.csv"


def bundle_of(folder: Path, answers: list[str] | None = None) -> Path:
    run = write_estimated_run(folder / "run", score_estimated(answers))
    build_bundle(runs=[run], out=folder / "bundle.zip", status="final")
    return folder / "bundle.zip"


def differences(bundle: Path, change: Callable[[dict[str, bytes]], None]) -> list[str]:
    """The codes of what is found after somebody changed members and mended every hash."""
    members = members_of(bundle)
    change(members)
    write_members(bundle, describe_again(members), mend=True)
    return [one.code for one in verify(bundle).differences]


def test_a_bundle_with_estimates_is_of_format_2_and_verifies(tmp_path: Path) -> None:
    bundle = bundle_of(tmp_path)
    found = verify(bundle)
    assert found.differences == ()
    assert found.publication is not None
    assert found.publication.format == "chiso-bundle/2"
    assert (found.counts.recomputed, found.counts.attested) == (10, 0)
    members = members_of(bundle)
    assert {name for name in members if "estimates" in name or "intervals" in name} == {
        ESTIMATES, f"{RUN}/inputs/estimates.json", f"{RUN}/intervals.csv",
    }  # fmt: skip
    assert "intervals.csv" in members["README.txt"].decode()


def test_a_bundle_without_estimates_stays_of_format_1(tmp_path: Path) -> None:
    bundle, _ = publish(tmp_path)
    members = members_of(bundle)
    assert json.loads(members["publication.json"])["format"] == "chiso-bundle/1"
    assert "estimates" not in members["README.txt"].decode()


def test_the_format_is_part_of_what_is_verified(tmp_path: Path) -> None:
    def claim(members: dict[str, bytes]) -> None:
        said = members["publication.json"].replace(b"chiso-bundle/2", b"chiso-bundle/1")
        members["publication.json"] = said

    assert "CH-4027" in differences(bundle_of(tmp_path), claim)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"0.9,0.02", b"0.91,0.02", "CH-7955"),
        (b"suppressed,probability", b"shown,probability", "CH-7954"),
        (b"0.4,0.6,shown,probability", b"0.4,0.6,shown,open", "CH-7964"),
        (b"0.85,0.94", b"0.91,0.94", "CH-7963"),
        (b",50,200,1.1", b",50,2,1.1", "CH-7965"),
    ],
)
def test_a_table_that_was_changed_is_told_by_what_is_wrong_with_it(
    tmp_path: Path, old: bytes, new: bytes, code: str
) -> None:
    def change(members: dict[str, bytes]) -> None:
        assert old in members[ESTIMATES]
        members[ESTIMATES] = members[ESTIMATES].replace(old, new)

    assert code in differences(bundle_of(tmp_path), change)


def test_an_interval_that_does_not_follow_is_a_difference(tmp_path: Path) -> None:
    def widen(members: dict[str, bytes]) -> None:
        name = f"{RUN}/intervals.csv"
        members[name] = members[name].replace(b"76,90.4", b"75,90.4")

    assert differences(bundle_of(tmp_path), widen) == ["CH-4030"]


def test_intervals_without_estimates_are_told(tmp_path: Path) -> None:
    def take_away(members: dict[str, bytes]) -> None:
        del members[ESTIMATES]

    assert "CH-4026" in differences(bundle_of(tmp_path), take_away)


def withheld_rows() -> list[str]:
    """The share of A of 001 is scored and not told as whole numbers."""
    rows = answer_rows()
    rows[0] = "2026,001,A,satisfied,,0.9,,,,withheld,,survey,"
    return rows


def test_points_of_a_withheld_answer_are_attested_and_follow_from_its_estimate(tmp_path: Path) -> None:
    bundle = bundle_of(tmp_path, withheld_rows())
    found = verify(bundle)
    assert found.differences == ()
    assert (found.counts.recomputed, found.counts.attested) == (8, 2)


def test_attested_points_that_do_not_follow_from_the_estimate_are_a_difference(tmp_path: Path) -> None:
    """Points and everything above them are changed alike: only the estimate tells."""

    def give_more(members: dict[str, bytes]) -> None:
        for name in (f"{RUN}/scores.csv", f"{RUN}/ranking.csv", f"{RUN}/intervals.csv", f"{RUN}/run.json"):
            written = members[name].decode()
            written = written.replace("001,A,36,40,withheld", "001,A,37,40,withheld")
            written = written.replace("001,total,84,", "001,total,85,").replace("Hà,84,", "Hà,85,")
            members[name] = written.replace('"points": "36"', '"points": "37"').encode()

    assert "CH-7958" in differences(bundle_of(tmp_path, withheld_rows()), give_more)


def test_a_suppressed_figure_that_is_scored_all_the_same_is_remarked(tmp_path: Path) -> None:
    rows = [*answer_rows()[:-1], "2026,003,A,satisfied,,0.65,,,,withheld,,survey,"]
    remarks = [one.in_language("en") for one in verify(bundle_of(tmp_path, rows)).remarks]
    assert "1 suppressed estimate was scored all the same; its points tell something of it." in remarks


@pytest.mark.parametrize("place", [0, -1])
def test_what_is_opened_to_an_auditor_agrees_shown_or_suppressed(tmp_path: Path, place: int) -> None:
    rows = answer_rows()
    rows[place] = ("2026,001,A,satisfied,,0.9", "2026,003,A,satisfied,,0.65")[place] + ",,,,withheld,,survey,"
    found = verify(bundle_of(tmp_path, rows), opened=[tmp_path / "run" / "withheld.csv"])
    assert (found.differences, found.opened) == ((), 1)


def test_an_opened_value_that_is_not_the_estimate_is_a_difference(tmp_path: Path) -> None:
    """0.9 was attested; a share of 0.9000001 gives the same points, and is another figure."""
    bundle = bundle_of(tmp_path, withheld_rows())
    members = members_of(bundle)
    members[ESTIMATES] = members[ESTIMATES].replace(b"0.9,0.02", b"0.9000001,0.02")
    record = json.loads(members[f"{RUN}/run.json"])
    record["inputs"]["inputs/estimates.csv"] = hashlib.sha256(members[ESTIMATES]).hexdigest()
    written = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    members[f"{RUN}/run.json"] = written.encode()
    write_members(bundle, describe_again(members), mend=True)
    assert verify(bundle).differences == ()
    found = verify(bundle, opened=[tmp_path / "run" / "withheld.csv"])
    assert [one.code for one in found.differences] == ["CH-7955"]


def test_the_reason_travels_with_what_is_not_told(tmp_path: Path) -> None:
    table = members_of(bundle_of(tmp_path))[ESTIMATES].decode()
    assert f"2026,003,A,satisfied,,,,,,,,suppressed,probability,{WHY}" in table.splitlines()
    assert len(table.splitlines()) == len(estimate_rows()) + 1


def test_a_validator_of_data_packages_accepts_estimates(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of its own dependencies
        import frictionless

        with zipfile.ZipFile(bundle_of(tmp_path)) as bundle:
            bundle.extractall(tmp_path / "unpacked")
        package = frictionless.Package(str(tmp_path / "unpacked" / "datapackage.json"))
        report = package.validate()
        assert report.valid, report.flatten(["name", "message"])
        fields = package.get_resource(f"{RUN}/inputs/estimates").schema.field_names
    assert [name for name in fields if name not in ANSWER_COLUMNS] == [
        "estimate", "se", "df", "n", "deff", "ci_low", "ci_high", "flag", "sampling_basis", "reason",
    ]  # fmt: skip
