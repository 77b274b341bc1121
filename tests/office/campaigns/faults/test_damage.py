"""Evidence that was altered on the disk, or is gone: told at the check of a receipt, before publication."""

from __future__ import annotations

from pathlib import Path

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Receipt, Submission
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.submitting.receipts import check_receipt
from chiso.office.campaigns.submitting.steps import approve, submit
from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.models import Content, Document
from chiso.office.files.services.upkeep import check_files
from chiso.office.files.services.uses import link_document
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.publishing import steps
from tests.office.files.sending import make_document
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
TEXT = "Biên bản kiểm tra một cửa, ngày 20/11\n".encode()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))


@pytest.fixture
def made() -> Running:
    """Ba Đình has submitted with a file beside one criterion."""
    made = running("self_assessment", "decision")
    with scopes_disabled():
        document = make_document(made.people["officer"], made.ba_dinh, "Biên bản", ("bien-ban.txt", TEXT))
        link_document(
            actor=made.people["officer"], document=document, campaign=made.campaign, unit=made.ba_dinh,
            node="6",
        )  # fmt: skip
        about = {"actor": made.people["head"], "campaign": made.campaign, "agency": made.ba_dinh}
        approve(**about, expected_version=Submission.objects.get().version)
        submit(**about, expected_version=Submission.objects.get().version, accepts_gaps=True)
    return made


def file_on_disk() -> Path:
    return storage.place_of(Content.objects.get().path)


def alter() -> None:
    """One letter is another one: the length is the same."""
    path = file_on_disk()
    path.chmod(0o600)
    path.write_bytes(TEXT.replace(b"20/11", b"21/11"))


def remove() -> None:
    file_on_disk().unlink()


def page_of_receipt(made: Running, who: str = "head") -> str:
    with scopes_disabled():
        key = Receipt.objects.get().key
    answer = sign_in(made.people[who]).get(f"/dot-danh-gia/{made.campaign.key}/bien-nhan/{key}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("damage", [alter, remove])
def test_evidence_that_is_damaged_is_told_at_the_receipt_and_before_publishing(
    made: Running, damage: object
) -> None:
    said = "Tài liệu kiểm chứng bị hỏng."
    assert said not in page_of_receipt(made)
    with scopes_disabled():
        damage()  # type: ignore[operator]
        assert not check_files().is_whole
        # What was submitted is what stands, to the letter; what proves it is damaged.
        check = check_receipt(Receipt.objects.get())
        assert (check.is_same, check.content.damaged) == (True, 1)
        matters = {one.key: one.said.in_language("vi") for one in open_matters(made.participants)}
        revision = Document.objects.get().revisions.get()
        expected = "Một tệp của Quận Ba Đình bị mất hoặc đã khác trên ổ đĩa: bien-ban.txt."
        assert matters[f"file-{revision.key}"] == expected
        with pytest.raises(Incomplete) as refused:
            steps.begun(made, confirmed=[f"agency-{made.hoan_kiem.key}"])
        assert [one.code for one in refused.value.problems] == ["CH-7875"]
    assert said in page_of_receipt(made)


def test_a_file_that_came_back_from_a_backup_is_whole_again(made: Running) -> None:
    with scopes_disabled():
        path = file_on_disk()
        remove()
        check_files()
        path.write_bytes(TEXT)
        assert check_files().is_whole
        assert check_receipt(Receipt.objects.get()).content.damaged == 0
        keys = [one.key for one in open_matters(made.participants)]
        assert keys == [f"agency-{made.hoan_kiem.key}"]


def test_a_file_that_was_taken_from_beside_the_criterion_is_no_matter_any_more(made: Running) -> None:
    with scopes_disabled():
        alter()
        check_files()
        document = Document.objects.get()
        document.uses.update(ended_at=document.added_at)
        assert [one.key for one in open_matters(made.participants)] == [f"agency-{made.hoan_kiem.key}"]
