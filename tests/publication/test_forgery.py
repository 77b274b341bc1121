"""Bundles whose seal is honest and whose manifest agrees, and which say what is not so.

Each is made as a publisher (or a thief of the key) could make it: changed, described again, sealed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from chiso.frameworks.document import canonical_json
from chiso.frameworks.loader import framework_from_tree
from chiso.periods import parse_period
from chiso.problems import BadInput, WrongCall
from chiso.publication import Verification, build_bundle, new_key, revoke_key, verify
from chiso.publication.carried_over import COLUMNS
from chiso.publication.manifest import sha256_of
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.reading import read_answers
from chiso.scoring.run import score_all, write_run
from chiso.units import read_units
from tests.publication.publishing import (
    FRAMEWORK,
    RUN,
    UNITS,
    answer_rows,
    change_record,
    describe_again,
    make_key,
    members_of,
    publish,
    seal_again,
    write_members,
    write_small_run,
)

Members = dict[str, bytes]
CARRIED = "carried_over/par-index.csv"
CARRIED_ROW = "PAR INDEX,2019,01,Hà Nội,,total,84.64,2,63,stated,,press,"


def forge(folder: Path, change: Callable[[Members], Members]) -> Verification:
    """Change the members of an honest bundle, describe and seal them again, and verify."""
    bundle, public = publish(folder)
    members = {name: held for name, held in members_of(bundle).items() if not name.startswith("seals/")}
    write_members(bundle, change(members), mend=True)
    seal_again(bundle, public.with_suffix(".key"))
    result = verify(bundle, trusted=[public])
    assert result.is_sealed_by_a_trusted_key
    return result


def found_in(result: Verification) -> list[tuple[str, str, str]]:
    """Code, member and key of each difference."""
    return [
        (problem.code, problem.where.file.removeprefix("bundle.zip/"), problem.where.field)
        for problem in result.differences
    ]


def change_run_record(members: Members, **values: object) -> Members:
    record = {**json.loads(members[f"{RUN}/run.json"]), **values}
    written = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    return describe_again({**members, f"{RUN}/run.json": written.encode()})


def change_input(members: Members, name: str, content: bytes) -> Members:
    """Another input, whose hash `run.json` states as it is."""
    inputs = json.loads(members[f"{RUN}/run.json"])["inputs"]
    changed = {**members, f"{RUN}/inputs/{name}": content}
    return change_run_record(changed, inputs={**inputs, f"inputs/{name}": sha256_of(content)})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (
            "leagues",
            [{"key": "", "framework": "three-criteria@1", "units": 63, "complete": 63, "ranked": 63}],
        ),
        ("open_points", [{"league": "", "unit": "001", "code": "1"}]),
        ("attested", [{"unit": "001", "code": "1", "points": "10"}]),
        ("frameworks", []),
        ("software", "an office of the state"),
        ("remark", "all this was audited"),
    ],
)
def test_a_run_that_says_of_itself_what_is_not_so_is_found(tmp_path: Path, key: str, value: object) -> None:
    result = forge(tmp_path, lambda members: change_run_record(members, **{key: value}))
    assert found_in(result) == [("CH-4027", f"{RUN}/run.json", key)]


def test_a_run_of_an_earlier_software_is_believed(tmp_path: Path) -> None:
    result = forge(tmp_path, lambda members: change_run_record(members, software="chiso 0.0.9"))
    assert found_in(result) == []


def test_a_run_record_in_another_notation_is_found(tmp_path: Path) -> None:
    def change(members: Members) -> Members:
        return describe_again({**members, f"{RUN}/run.json": members[f"{RUN}/run.json"] + b"\n"})

    assert found_in(forge(tmp_path, change)) == [("CH-4027", f"{RUN}/run.json", "")]


def test_a_readme_that_lies_is_found(tmp_path: Path) -> None:
    def change(members: Members) -> Members:
        lying = {**members, "README.txt": members["README.txt"] + "Hà Nội: hạng 1\n".encode()}
        package = json.loads(members["datapackage.json"])
        readme = lying["README.txt"]
        package["resources"][0] |= {"bytes": len(readme), "hash": f"sha256:{sha256_of(readme)}"}
        return {**lying, "datapackage.json": canonical_json(package)}

    # The description differs too: it is made from the README that there has to be.
    assert ("CH-4027", "README.txt", "") in found_in(forge(tmp_path, change))


def test_a_description_that_renames_a_column_is_found(tmp_path: Path) -> None:
    def change(members: Members) -> Members:
        package = json.loads(members["datapackage.json"])
        package["resources"][1]["schema"]["fields"][0]["title"] = "điểm / points"
        return {**members, "datapackage.json": canonical_json(package)}

    assert found_in(forge(tmp_path, change)) == [("CH-4025", "datapackage.json", "")]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("answers.csv", lambda held: held + b"2019,001,1,points,,10,,,,given,self_assessed,agency,\n"),
        ("answers.csv", lambda held: held.replace(b",8.5,", b", 8.5 ,")),
        ("answers.csv", lambda held: held.replace(b",8.5,", b",8.50,").replace(b"\n", b"\r\n")),
        ("units.csv", lambda held: held.replace(b"001,", b'"001",')),
        ("framework.json", lambda held: b'{"frameworks":{},' + held[1:]),
        ("framework.json", lambda held: held.replace(b":", b": ", 1)),
    ],
)
def test_inputs_that_two_readers_could_read_apart_are_found(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes]
) -> None:
    def forged(members: Members) -> Members:
        held = members[f"{RUN}/inputs/{name}"]
        assert change(held) != held
        return change_input(members, name, change(held))

    assert ("CH-4028", f"{RUN}/inputs/{name}", "") in found_in(forge(tmp_path, forged))


@pytest.mark.parametrize("number", [b"NaN", b"1e999999", b"-Infinity", b"0.1", b'"\\ud800"', b"1" * 5_000])
def test_a_framework_with_numbers_that_are_none_is_a_difference(tmp_path: Path, number: bytes) -> None:
    def change(members: Members) -> Members:
        held = members[f"{RUN}/inputs/framework.json"]
        return change_input(members, "framework.json", held.replace(b'"10"', number, 1))

    assert forge(tmp_path, change).exit_code == 1


@pytest.mark.parametrize("depth", [50, 500, 100_000])
def test_a_framework_nested_without_end_is_a_difference(tmp_path: Path, depth: int) -> None:
    nested = b'{"frameworks":{"a@1":' + b'{"nodes":[' * depth + b"]}" * depth + b'},"programme":null}'
    result = forge(tmp_path, lambda members: change_input(members, "framework.json", nested))
    assert result.exit_code == 1


def test_a_run_that_is_stated_twice_is_found(tmp_path: Path) -> None:
    def change(members: Members) -> Members:
        runs = json.loads(members["publication.json"])["runs"]
        said = change_record(members["publication.json"], runs=runs * 2)
        return describe_again({**members, "publication.json": said})

    assert found_in(forge(tmp_path, change)) == [("CH-4027", "publication.json", "runs")]


def write_false_papi(folder: Path) -> Path:
    """A run by other rules under the name of papi@2019."""
    framework = framework_from_tree({**FRAMEWORK, "id": "papi", "version": "2019"}, name="false")
    units, _ = read_units(UNITS.encode(), name="units.csv")
    period = parse_period("2020")
    table = "\n".join([",".join(ANSWER_COLUMNS), *answer_rows(), ""]).encode()
    answers, _ = read_answers(table, framework, units, period, name="answers.csv", sign=".")
    write_run(score_all(framework, answers, units, period), folder)
    return folder


def test_other_rules_under_a_name_of_the_library_are_not_published(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[write_false_papi(tmp_path / "run")], out=tmp_path / "bundle.zip")
    assert [problem.code for problem in refused.value.problems] == ["CH-4034"]
    assert not (tmp_path / "bundle.zip").exists()


def test_other_rules_under_a_name_of_the_library_are_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public = make_key(tmp_path)
    with monkeypatch.context() as publisher:
        publisher.setattr("chiso.publication.recomputation.locked_hashes", dict)
        build_bundle(runs=[write_false_papi(tmp_path / "run")], out=tmp_path / "bundle.zip", key=private)
    result = verify(tmp_path / "bundle.zip", trusted=[public])
    place = "runs/papi-2019-2020/inputs/framework.json"
    assert found_in(result) == [("CH-4034", place, "papi@2019")]
    assert result.exit_code == 1


def test_attested_points_above_the_maximum_are_a_difference(tmp_path: Path) -> None:
    private, public = make_key(tmp_path)
    rows = answer_rows(status="withheld")
    write_small_run(tmp_path / "run", answers=rows)
    build_bundle(runs=[tmp_path / "run"], out=tmp_path / "bundle.zip", key=private)
    assert verify(tmp_path / "bundle.zip", trusted=[public]).exit_code == 0
    members = members_of(tmp_path / "bundle.zip")
    # 11 of 10 points; 11 + 7.25 + 6 = 24.25 in all, still the first.
    changed = {
        f"{RUN}/scores.csv": members[f"{RUN}/scores.csv"]
        .replace(b"001,1,8.5,", b"001,1,11,")
        .replace(b"001,total,21.75,", b"001,total,24.25,"),
        f"{RUN}/ranking.csv": members[f"{RUN}/ranking.csv"].replace(b"21.75", b"24.25"),
    }
    attested = [{"unit": "001", "code": "1", "points": "11"}]
    forged = change_run_record({**members, **changed}, attested=attested)
    write_members(tmp_path / "bundle.zip", forged, mend=True)
    seal_again(tmp_path / "bundle.zip", private)
    result = verify(tmp_path / "bundle.zip", trusted=[public])
    assert found_in(result) == [("CH-4035", f"{RUN}/scores.csv", "points")]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (f"{','.join(COLUMNS)}\n{CARRIED_ROW.replace('press', '')}\n", "CH-4054"),
        (f"{','.join(COLUMNS)}\n{CARRIED_ROW.replace('stated', 'known')}\n", "CH-4054"),
        (f"{','.join(COLUMNS)}\n{CARRIED_ROW.replace('Hà Nội', '=1+1')}\n", "CH-4054"),
        (f"{','.join(COLUMNS)}\n{CARRIED_ROW.replace('84.64', ' 84.64')}\n", "CH-4028"),
        ("index,value\nPAR INDEX,100\n", "CH-1010"),
        (f"{','.join(COLUMNS)}\n{CARRIED_ROW}\n{'x' * 200_000}\n", "CH-1007"),
    ],
)
def test_figures_of_others_that_publish_would_refuse_are_a_difference(
    tmp_path: Path, table: str, code: str
) -> None:
    def change(members: Members) -> Members:
        stated = [{"name": "par-index", "rows": 1}]
        said = change_record(members["publication.json"], carried_over=stated)
        return describe_again({**members, CARRIED: table.encode(), "publication.json": said})

    assert code in {problem.code for problem in forge(tmp_path, change).differences}


def test_a_document_that_grows_in_memory_is_refused_unread(tmp_path: Path) -> None:
    bundle, _ = publish(tmp_path)
    members = members_of(bundle)
    write_members(bundle, {**members, "publication.json": b"[" + b"{}," * (12 * 1024 * 1024) + b"0]"})
    with pytest.raises(BadInput) as refused:
        verify(bundle)
    assert [problem.code for problem in refused.value.problems] == ["CH-4011"]


def test_a_stranger_who_adds_his_seal_to_a_bundle_still_cannot_withdraw_it(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    stranger, _ = make_key(tmp_path, "stranger")
    seal_again(bundle, stranger)
    build_bundle(
        runs=[], out=tmp_path / "withdrawal.zip", status="withdrawn", supersedes=bundle,
        reason="it pleases me", key=stranger,
    )  # fmt: skip
    result = verify(bundle, others=[tmp_path / "withdrawal.zip"], trusted=[public])
    assert (result.exit_code, result.differences) == (0, ())


@pytest.mark.parametrize("words", ["two\nlines", "\x1b[2Jwiped", "\u202edrawkcab", "\udcff", "x" * 1_001])
def test_words_that_could_pose_as_others_on_a_terminal_are_refused(tmp_path: Path, words: str) -> None:
    bundle, public = publish(tmp_path)
    private = public.with_suffix(".key")
    before = sorted(tmp_path.iterdir())
    calls: list[Callable[[], object]] = [
        lambda: new_key(out=tmp_path / "other", owner=words),
        lambda: revoke_key(key=private, reason=words, out=tmp_path / "list.json"),
        lambda: build_bundle(
            runs=[tmp_path / "run"], out=tmp_path / "two.zip", supersedes=bundle, reason=words
        ),
    ]
    for call in calls:
        with pytest.raises(WrongCall) as refused:
            call()
        assert [problem.code for problem in refused.value.problems] == ["CH-4057"]
    assert sorted(tmp_path.iterdir()) == before


def test_words_of_more_than_one_line_inside_a_bundle_are_a_difference(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path, sealed=False)
    members = members_of(bundle)
    said = change_record(members["publication.json"], software={"name": "chiso", "version": "1\nSound."})
    write_members(bundle, {**members, "publication.json": said}, mend=True)
    result = verify(bundle, trusted=[public])
    assert ("CH-4024", "publication.json", "software.version") in found_in(result)


def test_readme_and_description_are_those_of_version_1_of_the_format(tmp_path: Path) -> None:
    """Bundles that are out in the world hold these bytes: who changes them needs a new version."""
    bundle, _ = publish(tmp_path, sealed=False)
    members = members_of(bundle)
    assert {name: sha256_of(members[name]) for name in ("README.txt", "datapackage.json")} == {
        "README.txt": "f96d7240a5574b8d66718b838f8ea27cf825c58a1cb8a482f2db0c84b8b36f06",
        "datapackage.json": "d8c5f79cc9af4f2e9c5cc2b5b11b322e684011f715ee876605ee3026b7efe473",
    }
