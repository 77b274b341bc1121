from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.publication import verify
from chiso.publication.manifest import sha256_of
from tests.publication.publishing import (
    RUN,
    change_a_digit,
    change_cell,
    change_record,
    describe_again,
    members_of,
    publish,
    seal_again,
    write_members,
)

CONTENT = (
    "README.txt",
    "datapackage.json",
    "publication.json",
    f"{RUN}/inputs/answers.csv",
    f"{RUN}/inputs/framework.json",
    f"{RUN}/inputs/units.csv",
    f"{RUN}/ranking.csv",
    f"{RUN}/run.json",
    f"{RUN}/scores.csv",
)
# A README can only be recognised by its hash; what the others say is checked against one another.
CHECKED_CONTENT = tuple(name for name in CONTENT if name != "README.txt")


def test_an_untouched_bundle_is_sound(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    result = verify(bundle, trusted=[public])
    assert result.differences == ()
    assert [(seal.owner, seal.state) for seal in result.seals] == [("Owner of city", "trusted")]
    assert result.ok
    assert result.exit_code == 0
    assert result.status == "final"


@pytest.mark.parametrize("member", [*CONTENT, "manifest.json", "decision.json", "decision.pdf"])
def test_one_changed_digit_in_any_file_is_found(tmp_path: Path, member: str) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    write_members(bundle, {**members, member: change_a_digit(members[member])})
    result = verify(bundle, trusted=[public])
    assert result.exit_code == 1
    assert not result.ok
    if member in CONTENT:
        first = result.first_difference
        assert first is not None
        assert (first.code, first.where.field or first.where.file) == ("CH-4020", f"bundle.zip/{member}")


@pytest.mark.parametrize("member", CONTENT)
def test_one_changed_digit_is_found_though_the_manifest_was_mended(tmp_path: Path, member: str) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    write_members(bundle, {**members, member: change_a_digit(members[member])}, mend=True)
    result = verify(bundle, trusted=[public])
    assert result.exit_code == 1
    assert "CH-4112" in {problem.code for problem in result.differences}


@pytest.mark.parametrize("member", CHECKED_CONTENT)
def test_what_contradicts_itself_is_found_without_any_seal(tmp_path: Path, member: str) -> None:
    bundle, public = publish(tmp_path, sealed=False)
    members = members_of(bundle)
    write_members(bundle, {**members, member: change_a_digit(members[member])}, mend=True)
    assert verify(bundle, trusted=[public]).exit_code == 1


@pytest.mark.parametrize("member", CONTENT)
def test_a_member_that_was_taken_away_is_found(tmp_path: Path, member: str) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    write_members(bundle, {name: held for name, held in members.items() if name != member})
    if member.startswith("runs/"):
        result = verify(bundle, trusted=[public])
        assert result.exit_code == 1
        assert result.differences[0].code == "CH-4021"
    else:
        with pytest.raises(BadInput) as refused:
            verify(bundle, trusted=[public])
        assert refused.value.problems[0].code == "CH-4010"


def test_a_member_that_was_added_is_found(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    write_members(bundle, {**members, "carried_over/more.csv": b"index\n"})
    assert verify(bundle, trusted=[public]).differences[0].code == "CH-4021"


@pytest.mark.parametrize(("table", "column"), [("scores.csv", "points"), ("ranking.csv", "score")])
def test_an_honest_seal_over_wrong_figures_is_found(tmp_path: Path, table: str, column: str) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    member = f"{RUN}/{table}"
    changed = change_cell(members[member], row=4, column=column, value="29.5")
    described = members["datapackage.json"].replace(
        sha256_of(members[member]).encode(), sha256_of(changed).encode()
    )
    described = described.replace(
        f'"bytes":{len(members[member])}'.encode(), f'"bytes":{len(changed)}'.encode()
    )
    write_members(bundle, {**members, member: changed, "datapackage.json": described}, mend=True)
    seal_again(bundle, tmp_path / "city.key")
    result = verify(bundle, trusted=[public])
    assert [seal.state for seal in result.seals] == ["trusted"]
    assert result.exit_code == 1
    (difference,) = result.differences
    assert (difference.code, difference.found) == ("CH-4030", "29.5")
    assert difference.where.file == f"bundle.zip/{member}"
    assert (difference.where.row, difference.where.field) == (4, column)


def test_inputs_that_cannot_be_scored_are_a_difference(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path, sealed=False)
    members = members_of(bundle)
    member = f"{RUN}/inputs/answers.csv"
    changed = change_cell(members[member], row=2, column="value", value="much")
    write_members(bundle, {**members, member: changed}, mend=True)
    result = verify(bundle, trusted=[public])
    assert result.exit_code == 1
    assert "CH-4031" in {problem.code for problem in result.differences}


def test_a_publication_that_says_of_itself_what_is_not_so_is_found(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path, sealed=False)
    members = members_of(bundle)
    said = change_record(members["publication.json"], runs=[])
    write_members(bundle, describe_again({**members, "publication.json": said}), mend=True)
    result = verify(bundle, trusted=[public])
    assert {problem.code for problem in result.differences} == {"CH-4027"}


def test_a_record_in_another_notation_is_found(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    write_members(bundle, {**members, "manifest.json": b" " + members["manifest.json"]})
    codes = [problem.code for problem in verify(bundle, trusted=[public]).differences]
    assert codes[0] == "CH-4024"
    assert "CH-4112" in codes


@pytest.mark.parametrize("keeps_entries", [True, False])
def test_a_digit_changed_with_an_ordinary_zip_program_is_found(tmp_path: Path, keeps_entries: bool) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    written = io.BytesIO()
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(written, "w") as target:
        for info in source.infolist():
            content = members[info.filename]
            if info.filename == f"{RUN}/ranking.csv":
                content = content.replace(b"21.75", b"21.85")
            target.writestr(info if keeps_entries else info.filename, content)
    bundle.write_bytes(written.getvalue())
    result = verify(bundle, trusted=[public])
    assert result.exit_code == 1
    assert result.differences[0].where.file == f"bundle.zip/{RUN}/ranking.csv"


def test_a_bundle_that_was_packed_again_is_not_the_published_file(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, content in members_of(bundle).items():
            target.writestr(name, content)
    bundle.write_bytes(written.getvalue())
    result = verify(bundle, trusted=[public])
    assert [problem.code for problem in result.differences] == ["CH-4022"]
    assert result.exit_code == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data())
def test_flipped_bits_anywhere_in_the_file_are_always_found(tmp_path: Path, data: st.DataObject) -> None:
    bundle, public = tmp_path / "bundle.zip", tmp_path / "city.pub"
    if not bundle.exists():
        publish(tmp_path)
    whole = bundle.read_bytes()
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    if bytes(changed) == whole:
        return
    (tmp_path / "changed.zip").write_bytes(bytes(changed))
    try:
        result = verify(tmp_path / "changed.zip", trusted=[public])
    except BadInput:
        return
    assert result.exit_code == 1


@pytest.mark.parametrize("content", [b"", b"PK", b"not a bundle", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bundle.zip").write_bytes(content)
    with pytest.raises(BadInput) as refused:
        verify(tmp_path / "bundle.zip")
    assert refused.value.exit_code == 4


def test_a_folder_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        verify(tmp_path)
    assert refused.value.problems[0].code == "CH-4001"


def test_verifying_writes_nothing(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}
    verify(bundle, trusted=[public])
    assert {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))} == before


def test_the_result_reads_well(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    result = verify(bundle, trusted=[public])
    key_id = result.seals[0].key_id
    assert [sentence.in_language("en") for sentence in result.sentences()] == [
        "bundle.zip is sound: its figures recompute, and a trusted key sealed it.",
        f"Content: {result.content}",
        f"Status: final; version 1; made by chiso {result.publication.software.version}."
        if result.publication
        else "",
        "Run three-criteria-1-2020: three-criteria@1, period 2020.",
        "Decision 12/QĐ-UBND of 24 Nov 2026.",
        "It carries decision.pdf; a signature inside that file was not checked.",
        f"Seal of Owner of city (key {key_id}): trusted.",
        # Three communes, three criteria and a total each.
        "Figures: 12 recomputed, 0 attested, 0 carried over.",
        "The framework three-criteria@1 is not in the library of this chiso.",
    ]


def test_the_result_is_a_record_for_programs(tmp_path: Path) -> None:
    bundle, _ = publish(tmp_path)
    record = verify(bundle).as_record("en")
    assert (record["ok"], record["exit_code"], record["status"]) == (False, 3, "final")
    assert record["counts"] == {"recomputed": 12, "attested": 0, "carried_over": 0}
    assert record["decision"] == {"format": "chiso-decision/1", "number": "12/QĐ-UBND", "date": "2026-11-24"}
    assert record["differences"] == []
