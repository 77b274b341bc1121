from __future__ import annotations

import hashlib
import json
import stat
from datetime import date
from pathlib import Path

import pytest

from chiso.problems import BadInput, CannotWrite, WrongCall
from chiso.publication.keys import (
    PrivateKey,
    is_signed_by,
    key_id_of,
    new_key,
    read_private_key,
    read_public_key,
)
from tests.publication.publishing import make_key

# RFC 8032, section 7.1, test 2.
SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def code_of(refused: pytest.ExceptionInfo[BadInput] | pytest.ExceptionInfo[WrongCall]) -> str:
    return refused.value.problems[0].code


def test_a_signature_is_that_of_the_standard() -> None:
    key = PrivateKey(key_id=key_id_of(PUBLIC), public_key=PUBLIC, private_key=SEED)
    assert key.sign(b"\x72") == SIGNATURE
    assert is_signed_by(PUBLIC, SIGNATURE, b"\x72")
    assert not is_signed_by(PUBLIC, SIGNATURE, b"\x73")


def test_the_id_is_the_first_16_digits_of_the_hash_of_the_raw_key() -> None:
    assert key_id_of(PUBLIC) == hashlib.sha256(bytes.fromhex(PUBLIC)).hexdigest()[:16]


def test_a_new_pair_is_read_again(tmp_path: Path) -> None:
    public = new_key(
        out=tmp_path / "city",
        owner="Sở Nội vụ",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    assert read_public_key(tmp_path / "city.pub") == public
    assert read_private_key(tmp_path / "city.key").public_half() == public
    assert public.owner == "Sở Nội vụ"


def test_only_the_owner_of_the_file_may_read_the_private_key(tmp_path: Path) -> None:
    private, public = make_key(tmp_path)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert "private" not in public.read_text()


def test_two_pairs_are_never_the_same(tmp_path: Path) -> None:
    assert new_key(out=tmp_path / "a").public_key != new_key(out=tmp_path / "b").public_key


@pytest.mark.parametrize("existing", ["city.key", "city.pub"])
def test_a_key_is_never_written_over_another_one_unasked(tmp_path: Path, existing: str) -> None:
    (tmp_path / existing).write_text("precious")
    with pytest.raises(WrongCall) as refused:
        new_key(out=tmp_path / "city")
    assert code_of(refused) == "CH-5004"
    assert [path.name for path in tmp_path.iterdir()] == [existing]
    assert (tmp_path / existing).read_text() == "precious"
    new_key(out=tmp_path / "city", force=True)
    assert read_private_key(tmp_path / "city.key").public_half() == read_public_key(tmp_path / "city.pub")


def test_where_nothing_can_be_written_no_half_pair_is_left(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        new_key(out=tmp_path / "no such folder" / "city")
    assert list(tmp_path.iterdir()) == []


def test_a_validity_does_not_end_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(WrongCall) as refused:
        new_key(out=tmp_path / "city", valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 31))
    assert code_of(refused) == "CH-4105"


def test_both_ends_of_a_validity_count(tmp_path: Path) -> None:
    key = new_key(out=tmp_path / "city", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [key.is_valid_on(day) for day in days] == [False, True, True, False]


def test_the_private_half_is_refused_where_the_public_one_is_meant_and_not_shown(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path)
    secret = json.loads(private.read_text())["private_key"]
    with pytest.raises(BadInput) as refused:
        read_public_key(private)
    assert code_of(refused) == "CH-4103"
    chain: BaseException | None = refused.value
    while chain is not None:
        assert secret[:16] not in str(chain)
        chain = chain.__cause__ or chain.__context__
    assert secret[:16] not in refused.value.in_language("en")


def test_the_public_half_is_refused_where_the_private_one_is_meant(tmp_path: Path) -> None:
    _, public = make_key(tmp_path)
    with pytest.raises(BadInput) as refused:
        read_private_key(public)
    assert code_of(refused) == "CH-4104"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "chiso-key/2"},
        {"algorithm": "RSA"},
        {"key_id": "0" * 16},
        {"public_key": "00" * 32},
        {"public_key": "xyz"},
        {"valid_from": "yesterday"},
        {"unknown": "entry"},
    ],
)
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    _, public = make_key(tmp_path)
    public.write_text(json.dumps({**json.loads(public.read_text()), **change}))
    with pytest.raises(BadInput) as refused:
        read_public_key(public)
    assert code_of(refused) == "CH-4102"


def test_a_private_key_that_is_not_that_of_its_public_half_is_refused(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path, "one")
    other, _ = make_key(tmp_path, "two")
    mixed = {
        **json.loads(private.read_text()),
        "private_key": json.loads(other.read_text())["private_key"],
    }
    private.write_text(json.dumps(mixed))
    with pytest.raises(BadInput) as refused:
        read_private_key(private)
    assert code_of(refused) == "CH-4102"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"[" * 10_000, b"null", b'{"format":1e999}'])
def test_arbitrary_content_is_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.pub"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_public_key(path)
    assert code_of(refused) == "CH-4102"


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_public_key(tmp_path / "none.pub")
    assert code_of(refused) == "CH-4001"


def test_a_huge_file_is_not_read_as_a_key(tmp_path: Path) -> None:
    path = tmp_path / "huge.pub"
    with path.open("wb") as stream:
        stream.truncate(2**31)
    with pytest.raises(BadInput) as refused:
        read_public_key(path)
    assert code_of(refused) == "CH-4011"
