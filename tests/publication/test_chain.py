from __future__ import annotations

import json
from pathlib import Path

import pytest

from chiso.publication import build_bundle, revoke_key, seal_bundle, verify
from chiso.publication.statement import Status
from tests.publication.publishing import (
    change_record,
    describe_again,
    make_key,
    members_of,
    write_members,
    write_small_run,
)


def publish(
    folder: Path,
    name: str,
    *,
    status: Status = "final",
    supersedes: str | None = None,
    reason: str | None = None,
    key: str | None = "city",
) -> Path:
    """One version of the publication, sealed by the key of that name."""
    if not (folder / "run").exists():
        write_small_run(folder / "run")
        for owner in ("city", "stranger"):
            make_key(folder, owner)
    build_bundle(
        runs=[folder / "run"],
        out=folder / name,
        status=status,
        supersedes=folder / supersedes if supersedes else None,
        reason=reason,
        key=folder / f"{key}.key" if key else None,
    )
    return folder / name


def publish_three(folder: Path) -> tuple[Path, Path, Path]:
    """A provisional version, the final one, a corrected one."""
    return (
        publish(folder, "one.zip", status="provisional"),
        publish(folder, "two.zip", supersedes="one.zip", reason="council decided"),
        publish(folder, "three.zip", status="corrected", supersedes="two.zip", reason="a figure was wrong"),
    )


def test_versions_count_on_and_remember_the_first(tmp_path: Path) -> None:
    versions = publish_three(tmp_path)
    said = [json.loads(members_of(version)["publication.json"]) for version in versions]
    contents = [verify(version).content for version in versions]
    assert [one["version"] for one in said] == [1, 2, 3]
    assert [one["first"] for one in said] == [None, contents[0], contents[0]]
    assert [one["supersedes"] and one["supersedes"]["content"] for one in said] == [None, *contents[:2]]
    assert said[2]["supersedes"]["reason"] == "a figure was wrong"


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_whole_chain_is_sound_from_each_of_its_versions(tmp_path: Path, which: int) -> None:
    versions = publish_three(tmp_path)
    others = [version for version in versions if version != versions[which]]
    result = verify(versions[which], others=others, trusted=[tmp_path / "city.pub"])
    assert result.differences == ()
    assert result.exit_code == 0
    assert result.chain is not None
    assert [link.name for link in result.chain.versions] == ["one.zip", "two.zip", "three.zip"]
    superseded_by = result.chain.superseded_by
    assert (superseded_by.name if superseded_by else None) == ("three.zip" if which < 2 else None)


def test_that_a_later_version_supersedes_it_is_said(tmp_path: Path) -> None:
    one, _, three = publish_three(tmp_path)
    result = verify(one, others=[three], trusted=[tmp_path / "city.pub"])
    assert result.exit_code == 0
    said = [sentence.in_language("en") for sentence in result.sentences()]
    assert "three.zip supersedes it: a figure was wrong." in said
    assert "Between one.zip and three.zip there are versions that were not given." in said


def test_a_changed_version_in_the_chain_is_found(tmp_path: Path) -> None:
    one, two, three = publish_three(tmp_path)
    members = members_of(one)
    said = change_record(members["publication.json"], status="final")
    unsealed = {name: held for name, held in members.items() if not name.startswith("seals/")}
    write_members(one, {**unsealed, "publication.json": said}, mend=True)
    for this, others in ((three, [one]), (two, [one]), (one, [two])):
        result = verify(this, others=others, trusted=[tmp_path / "city.pub"])
        assert result.exit_code == 1
        assert "CH-4041" in {problem.code for problem in result.differences}


def test_a_link_that_does_not_fit_is_found(tmp_path: Path) -> None:
    _, two, three = publish_three(tmp_path)
    members = members_of(three)
    said = json.loads(members["publication.json"])
    said["supersedes"]["content"] = "ab" * 32
    unsealed = {name: held for name, held in members.items() if not name.startswith("seals/")}
    changed = {**unsealed, "publication.json": change_record(b"{}", **said)}
    write_members(three, describe_again(changed), mend=True)
    result = verify(three, others=[two])
    assert [problem.code for problem in result.differences] == ["CH-4040"]


def test_two_versions_of_one_number_are_found(tmp_path: Path) -> None:
    one, two, _ = publish_three(tmp_path)
    rival = publish(tmp_path, "rival.zip", supersedes="one.zip", reason="another opinion")
    result = verify(one, others=[two, rival], trusted=[tmp_path / "city.pub"])
    assert [problem.code for problem in result.differences] == ["CH-4042"]


def test_an_unrelated_bundle_is_no_version(tmp_path: Path) -> None:
    one, _, _ = publish_three(tmp_path)
    run = write_small_run(tmp_path / "2021", period="2021")
    build_bundle(runs=[run], out=tmp_path / "other.zip", key=tmp_path / "city.key")
    result = verify(one, others=[tmp_path / "other.zip"], trusted=[tmp_path / "city.pub"])
    assert [problem.code for problem in result.differences] == ["CH-4041"]


def test_a_damaged_other_version_is_found(tmp_path: Path) -> None:
    one, two, _ = publish_three(tmp_path)
    two.write_bytes(two.read_bytes().replace(b"21.75", b"21.76"))
    result = verify(one, others=[two], trusted=[tmp_path / "city.pub"])
    assert [problem.code for problem in result.differences] == ["CH-4044"]
    assert result.differences[0].where.file == "two.zip"


def test_the_same_bundle_given_twice_is_no_difference(tmp_path: Path) -> None:
    one, _, _ = publish_three(tmp_path)
    assert verify(one, others=[one, one], trusted=[tmp_path / "city.pub"]).exit_code == 0


def test_a_withdrawn_bundle_differs_once_its_withdrawal_is_given_along(tmp_path: Path) -> None:
    one = publish(tmp_path, "one.zip")
    withdrawal = publish(
        tmp_path, "withdrawal.zip", status="withdrawn", supersedes="one.zip", reason="dữ liệu sai"
    )
    trusted = [tmp_path / "city.pub"]
    assert verify(one, trusted=trusted).exit_code == 0
    result = verify(one, others=[withdrawal], trusted=trusted)
    assert result.exit_code == 1
    (difference,) = result.differences
    assert difference.code == "CH-4043"
    assert "dữ liệu sai" in difference.in_language("en")
    assert result.as_record("vi")["withdrawn_by"] == verify(withdrawal).content


def test_a_withdrawal_is_authentic_in_itself_and_says_what_it_is(tmp_path: Path) -> None:
    publish(tmp_path, "one.zip")
    withdrawal = publish(
        tmp_path, "withdrawal.zip", status="withdrawn", supersedes="one.zip", reason="wrong data"
    )
    result = verify(withdrawal, trusted=[tmp_path / "city.pub"])
    assert (result.exit_code, result.status) == (0, "withdrawn")
    said = [sentence.in_language("en") for sentence in result.sentences()]
    assert "It WITHDRAWS the publication: the figures must not be used." in said


def test_a_withdrawal_needs_no_results(tmp_path: Path) -> None:
    one = publish(tmp_path, "one.zip")
    build_bundle(
        runs=[],
        out=tmp_path / "withdrawal.zip",
        status="withdrawn",
        supersedes=one,
        reason="wrong data",
        key=tmp_path / "city.key",
    )
    trusted = [tmp_path / "city.pub"]
    assert verify(tmp_path / "withdrawal.zip", others=[one], trusted=trusted).exit_code == 0
    assert verify(one, others=[tmp_path / "withdrawal.zip"], trusted=trusted).exit_code == 1


def test_a_stranger_cannot_withdraw(tmp_path: Path) -> None:
    one = publish(tmp_path, "one.zip")
    for key in ("stranger", None):
        withdrawal = publish(
            tmp_path,
            f"by-{key}.zip",
            status="withdrawn",
            supersedes="one.zip",
            reason="so I say",
            key=key,
        )
        result = verify(one, others=[withdrawal], trusted=[tmp_path / "city.pub"])
        assert result.exit_code == 0
        said = [sentence.in_language("en") for sentence in result.sentences()]
        assert f"by-{key}.zip says that it is a later version, but no key vouches for it." in said


def test_the_key_that_sealed_can_withdraw_though_the_verifier_trusts_nobody(tmp_path: Path) -> None:
    one = publish(tmp_path, "one.zip")
    withdrawal = publish(
        tmp_path, "withdrawal.zip", status="withdrawn", supersedes="one.zip", reason="wrong data"
    )
    assert verify(one).exit_code == 3
    assert verify(one, others=[withdrawal]).exit_code == 1


def test_a_withdrawal_by_a_revoked_key_does_not_count(tmp_path: Path) -> None:
    one = publish(tmp_path, "one.zip", key=None)
    second, second_public = make_key(tmp_path, "second")
    seal_bundle(one, key=second, out=tmp_path / "sealed.zip")
    withdrawal = publish(
        tmp_path, "withdrawal.zip", status="withdrawn", supersedes="one.zip", reason="stolen key"
    )
    revoke_key(key=tmp_path / "city.key", reason="stolen", out=tmp_path / "revoked.json")
    result = verify(
        tmp_path / "sealed.zip",
        others=[withdrawal],
        trusted=[second_public, tmp_path / "city.pub"],
        revocations=[tmp_path / "revoked.json"],
    )
    assert result.exit_code == 0


def test_a_withdrawn_publication_stays_withdrawn_in_every_earlier_version(tmp_path: Path) -> None:
    one, two, _ = publish_three(tmp_path)
    withdrawal = publish(
        tmp_path, "withdrawal.zip", status="withdrawn", supersedes="three.zip", reason="wrong data"
    )
    for version in (one, two):
        assert verify(version, others=[withdrawal], trusted=[tmp_path / "city.pub"]).exit_code == 1
