from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from chiso.problems import BadInput, WrongCall
from chiso.publication.keys import read_public_key
from chiso.publication.revocations import read_revocations, revoke_key
from tests.publication.publishing import make_key


def test_a_revocation_is_read_again(tmp_path: Path) -> None:
    private, public = make_key(tmp_path)
    entry = revoke_key(key=private, reason="máy bị mất", out=tmp_path / "revoked.json", day=date(2026, 3, 1))
    assert read_revocations(tmp_path / "revoked.json") == (entry,)
    assert (entry.key_id, entry.reason) == (read_public_key(public).key_id, "máy bị mất")
    assert entry.date == date(2026, 3, 1)


def test_revocations_gather_in_one_list(tmp_path: Path) -> None:
    entries = [
        revoke_key(key=make_key(tmp_path, name)[0], reason=f"lost {name}", out=tmp_path / "revoked.json")
        for name in ("one", "two", "three")
    ]
    assert read_revocations(tmp_path / "revoked.json") == tuple(entries)


def test_a_key_is_revoked_once(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path)
    revoke_key(key=private, reason="lost", out=tmp_path / "revoked.json")
    with pytest.raises(WrongCall) as refused:
        revoke_key(key=private, reason="lost again", out=tmp_path / "revoked.json")
    assert refused.value.problems[0].code == "CH-4109"


def test_a_revocation_needs_a_reason(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path)
    with pytest.raises(WrongCall) as refused:
        revoke_key(key=private, reason=" ", out=tmp_path / "revoked.json")
    assert refused.value.problems[0].code == "CH-4108"
    assert not (tmp_path / "revoked.json").exists()


@pytest.mark.parametrize("field", ["reason", "date", "key_id", "public_key", "signature"])
def test_nobody_else_can_revoke_a_key(tmp_path: Path, field: str) -> None:
    private, _ = make_key(tmp_path, "one")
    other, _ = make_key(tmp_path, "two")
    revoke_key(key=private, reason="lost", out=tmp_path / "revoked.json")
    revoke_key(key=other, reason="another", out=tmp_path / "other.json", day=date(2026, 1, 1))
    written = json.loads((tmp_path / "revoked.json").read_text())
    false_entry = json.loads((tmp_path / "other.json").read_text())["revocations"][0]
    written["revocations"][0][field] = false_entry[field]
    (tmp_path / "revoked.json").write_text(json.dumps(written))
    with pytest.raises(BadInput) as refused:
        read_revocations(tmp_path / "revoked.json")
    assert refused.value.problems[0].code == "CH-4107"


def test_a_file_that_is_no_list_is_refused_and_not_replaced(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path)
    (tmp_path / "notes.txt").write_text("my notes")
    with pytest.raises(BadInput) as refused:
        revoke_key(key=private, reason="lost", out=tmp_path / "notes.txt")
    assert refused.value.problems[0].code == "CH-4106"
    assert (tmp_path / "notes.txt").read_text() == "my notes"
