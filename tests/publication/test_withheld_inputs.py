from __future__ import annotations

import stat
from pathlib import Path

import pytest

from chiso.publication import build_bundle, verify
from tests.publication.publishing import (
    answer_rows,
    change_cell,
    make_key,
    members_of,
    write_members,
    write_small_run,
)

RUN = "runs/three-criteria-1-2020"


def publish_with_a_withheld_value(folder: Path) -> tuple[Path, Path]:
    """A sealed bundle in which 8.5 points of commune 001 are withheld, and the run's withheld.csv."""
    private, _ = make_key(folder)
    run = write_small_run(folder / "run", answers=answer_rows(status="withheld"))
    build_bundle(runs=[run], out=folder / "bundle.zip", key=private)
    return folder / "bundle.zip", run / "withheld.csv"


def test_the_value_is_nowhere_in_the_bundle(tmp_path: Path) -> None:
    bundle, secret = publish_with_a_withheld_value(tmp_path)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    salt = secret.read_text().splitlines()[1].split(",")[-1]
    assert salt.encode() not in bundle.read_bytes()
    answers = members_of(bundle)[f"{RUN}/inputs/answers.csv"].decode()
    assert "8.5" not in answers
    assert ",withheld," in answers


def test_what_rests_on_a_withheld_value_is_attested(tmp_path: Path) -> None:
    bundle, _ = publish_with_a_withheld_value(tmp_path)
    result = verify(bundle, trusted=[tmp_path / "city.pub"])
    assert result.exit_code == 0
    # Of twelve figures the criterion and the total of commune 001 rest on it.
    assert (result.counts.recomputed, result.counts.attested) == (10, 2)


def test_an_auditor_sees_that_the_opened_value_is_the_attested_one(tmp_path: Path) -> None:
    bundle, secret = publish_with_a_withheld_value(tmp_path)
    result = verify(bundle, trusted=[tmp_path / "city.pub"], opened=[secret])
    assert result.exit_code == 0
    assert result.opened == 1
    assert (result.counts.recomputed, result.counts.attested) == (12, 0)


@pytest.mark.parametrize(
    ("column", "value"), [("value", "9.5"), ("salt", "00"), ("code", "2"), ("unit", "002")]
)
def test_another_value_than_the_attested_one_is_found(tmp_path: Path, column: str, value: str) -> None:
    bundle, secret = publish_with_a_withheld_value(tmp_path)
    secret.write_bytes(change_cell(secret.read_bytes(), row=2, column=column, value=value))
    result = verify(bundle, trusted=[tmp_path / "city.pub"], opened=[secret])
    assert result.exit_code == 1
    assert [problem.code for problem in result.differences] == ["CH-4032"]


def test_attested_points_that_do_not_follow_from_the_value_are_found(tmp_path: Path) -> None:
    bundle, secret = publish_with_a_withheld_value(tmp_path)
    members = members_of(bundle)
    run = {name: content.replace(b"8.5,", b"9.5,") for name, content in members.items()}
    run[f"{RUN}/run.json"] = run[f"{RUN}/run.json"].replace(b'"8.5"', b'"9.5"')
    for table in ("scores.csv", "ranking.csv"):
        # The total goes up by the same point, so that the false figures agree with one another.
        run[f"{RUN}/{table}"] = run[f"{RUN}/{table}"].replace(b"21.75", b"22.75")
    write_members(bundle, run, mend=True)
    without = verify(bundle)
    assert {problem.code for problem in without.differences} <= {"CH-4025", "CH-4112"}
    result = verify(bundle, opened=[secret])
    found = {problem.found for problem in result.differences if problem.code == "CH-4033"}
    assert found == {"9.5", "22.75"}


def test_a_total_that_does_not_follow_from_attested_points_is_found(tmp_path: Path) -> None:
    bundle, _ = publish_with_a_withheld_value(tmp_path)
    members = members_of(bundle)
    member = f"{RUN}/ranking.csv"
    write_members(bundle, {**members, member: members[member].replace(b"21.75", b"29")}, mend=True)
    assert "CH-4030" in {problem.code for problem in verify(bundle).differences}
