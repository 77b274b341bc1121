from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chiso.publication import build_bundle, new_key, revoke_key, seal_bundle, verify
from chiso.publication.keys import read_private_key
from chiso.publication.manifest import sha256_of
from chiso.publication.seals import hashes_beside, make_seal
from tests.publication.publishing import (
    change_record,
    make_key,
    members_of,
    publish,
    seal_again,
    write_members,
    write_small_run,
)


def test_one_changed_digit_in_a_seal_is_found(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    (member,) = (name for name in members if name.startswith("seals/"))
    for position, byte in enumerate(members[member]):
        if chr(byte).isdigit():
            digit = b"1" if byte != ord("1") else b"2"
            changed = members[member][:position] + digit + members[member][position + 1 :]
            write_members(bundle, {**members, member: changed})
            assert verify(bundle, trusted=[public]).exit_code == 1


def test_a_foreign_key_gives_no_trust(tmp_path: Path) -> None:
    bundle, _ = publish(tmp_path)
    _, foreign = make_key(tmp_path, "foreign")
    result = verify(bundle, trusted=[foreign])
    assert result.differences == ()
    assert [seal.state for seal in result.seals] == ["untrusted"]
    assert result.exit_code == 3
    assert not result.ok


def test_without_a_seal_a_bundle_recomputes_but_nobody_vouches_for_it(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path, sealed=False)
    result = verify(bundle, trusted=[public])
    assert (result.differences, result.seals, result.exit_code) == ((), (), 3)


def test_a_key_of_the_same_id_is_not_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An id of 64 bits can be imitated with effort; here every key gets the same one.
    for module in ("keys", "seals"):
        monkeypatch.setattr(f"chiso.publication.{module}.key_id_of", lambda key: "0" * 16)
    bundle, public = publish(tmp_path)
    _, foreign = make_key(tmp_path, "foreign")
    assert verify(bundle, trusted=[foreign]).exit_code == 3
    assert verify(bundle, trusted=[public]).exit_code == 0


def test_a_revoked_key_gives_no_trust(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    revoke_key(key=tmp_path / "city.key", reason="bị lộ", out=tmp_path / "revoked.json")
    result = verify(bundle, trusted=[public], revocations=[tmp_path / "revoked.json"])
    assert [seal.state for seal in result.seals] == ["revoked"]
    assert result.exit_code == 3
    assert any("bị lộ" in sentence.in_language("en") for sentence in result.sentences())


def test_a_second_trusted_seal_stands_though_the_first_key_was_revoked(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    second, second_public = make_key(tmp_path, "second")
    seal_bundle(bundle, key=second, out=tmp_path / "sealed.zip")
    revoke_key(key=tmp_path / "city.key", reason="lost", out=tmp_path / "revoked.json")
    result = verify(
        tmp_path / "sealed.zip", trusted=[public, second_public], revocations=[tmp_path / "revoked.json"]
    )
    assert sorted(seal.state for seal in result.seals) == ["revoked", "trusted"]
    assert result.exit_code == 0


def test_a_key_counts_only_within_the_validity_that_its_truster_knows(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    public.write_bytes(change_record(public.read_bytes(), valid_until="2026-11-23"))
    result = verify(bundle, trusted=[public])
    assert [seal.state for seal in result.seals] == ["expired"]
    assert result.exit_code == 3
    public.write_bytes(change_record(public.read_bytes(), valid_until="2026-11-24"))
    assert verify(bundle, trusted=[public]).exit_code == 0


def test_without_a_decision_a_validity_is_not_judged(tmp_path: Path) -> None:
    new_key(out=tmp_path / "city", valid_until=date(1999, 12, 31))
    run = write_small_run(tmp_path / "run")
    build_bundle(runs=[run], out=tmp_path / "bundle.zip", key=tmp_path / "city.key")
    result = verify(tmp_path / "bundle.zip", trusted=[tmp_path / "city.pub"])
    assert result.exit_code == 0
    said = [sentence.in_language("en") for sentence in result.sentences()]
    assert "Its days of validity were not judged: the bundle has no day of a decision." in said


@pytest.mark.parametrize("change", ["added", "exchanged", "taken away"])
def test_a_seal_covers_the_decision_beside_the_content(tmp_path: Path, change: str) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    if change == "added":
        del members["decision.json"], members["decision.pdf"]
        (seal,) = (name for name in members if name.startswith("seals/"))
        del members[seal]
        write_members(bundle, members)
        seal_again(bundle, tmp_path / "city.key")
        members = members_of(bundle)
        assert verify(bundle, trusted=[public]).exit_code == 0
        members["decision.pdf"] = b"%PDF-1.7\nforged\n"
    elif change == "exchanged":
        members["decision.json"] = change_record(members["decision.json"], number="13/QĐ-UBND")
    else:
        del members["decision.pdf"]
    write_members(bundle, members)
    result = verify(bundle, trusted=[public])
    assert [problem.code for problem in result.differences] == ["CH-4113"]
    assert result.exit_code == 1


def test_a_seal_of_another_bundle_is_invalid(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    other = tmp_path / "other.zip"
    run = write_small_run(tmp_path / "2021", period="2021")
    build_bundle(runs=[run], out=other, key=tmp_path / "city.key")
    (name,) = (name for name in members_of(other) if name.startswith("seals/"))
    write_members(bundle, {**members_of(bundle), name: members_of(other)[name]})
    result = verify(bundle, trusted=[public])
    assert [(seal.state, seal.code) for seal in result.seals] == [("invalid", "CH-4112")]
    assert result.exit_code == 1


def test_a_seal_under_the_name_of_another_key_is_invalid(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    (name,) = (name for name in members if name.startswith("seals/"))
    members["seals/0123456789abcdef.json"] = members.pop(name)
    write_members(bundle, members)
    result = verify(bundle, trusted=[public])
    assert [seal.code for seal in result.seals] == ["CH-4110"]
    assert result.exit_code == 1


def test_a_signature_for_another_purpose_is_no_seal(tmp_path: Path) -> None:
    bundle, public = publish(tmp_path)
    members = members_of(bundle)
    key = read_private_key(tmp_path / "city.key")
    name = f"seals/{key.key_id}.json"
    seal = make_seal(key, sha256_of(members["manifest.json"]), hashes_beside(members))
    without_purpose = key.sign(seal.statement.to_bytes())
    write_members(bundle, {**members, name: change_record(members[name], signature=without_purpose)})
    assert [seal.code for seal in verify(bundle, trusted=[public]).seals] == ["CH-4111"]
