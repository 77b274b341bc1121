"""Publication by its pages, as each role goes through them, to a bundle that anyone verifies."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.folders import bundle_name, folder_of
from chiso.office.campaigns.publishing.tasks import make_edition
from chiso.office.people.signing import PROVED_AT
from chiso.publication import seal_bundle
from chiso.verbs import verify
from tests.office.campaigns.making import Running
from tests.office.campaigns.publishing import steps
from tests.office.files.honest import pdf
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")


def browser(made: Running, who: str) -> Client:
    return sign_in(made.people[who], HTTP_ACCEPT_LANGUAGE="vi")


def post(client: Client, address: str, data: dict[str, Any], status: int = 303) -> Any:
    answer = client.post(address, data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def version(edition: Edition) -> dict[str, Any]:
    edition.refresh_from_db()
    return {"expected_version": edition.version}


def test_from_the_preparation_to_the_publication(made: Running, key: Path, tmp_path: Path) -> None:
    coordinator, leader = browser(made, "coordinator"), browser(made, "leader")
    base = f"/dot-danh-gia/{made.campaign.key}/cong-bo/"
    assert "Chuẩn bị quyết định và gói dữ liệu" in coordinator.get(base).content.decode()
    post(coordinator, f"{base}chuan-bi/", {"status": "final", **steps.LETTER.as_tree()})
    edition = Edition.objects.get()
    page = f"{base}{edition.key}/"
    assert "Các tệp đang được tạo" in coordinator.get(page).content.decode()
    make_edition.func(edition.pk)
    assert "Chờ phê duyệt" in leader.get(page).content.decode()
    assert leader.get(f"{page}tep/decision.pdf").content.startswith(b"%PDF-")
    assert leader.get(f"{page}phe-duyet/").status_code == 200
    post(leader, f"{page}phe-duyet/", version(edition))
    file = SimpleUploadedFile("quyet-dinh.pdf", pdf(), "application/pdf")
    day = timezone.localdate().strftime("%d/%m/%Y")
    post(
        coordinator,
        f"{page}quyet-dinh/",
        {"number": steps.NUMBER, "day": day, "file": file, **version(edition)},
    )
    (tmp_path / "unsealed.zip").write_bytes(coordinator.get(f"{page}tep/decided.zip").content)
    seal_bundle(tmp_path / "unsealed.zip", key=key, out=tmp_path / "sealed.zip")
    sealed = SimpleUploadedFile("sealed.zip", (tmp_path / "sealed.zip").read_bytes(), "application/zip")
    assert edition.content in coordinator.get(f"{page}niem-phong/").content.decode()
    post(coordinator, f"{page}niem-phong/", {"file": sealed, **version(edition)})
    # Publishing asks for a code first; then for a yes.
    session = coordinator.session
    session[PROVED_AT] = 0
    session.save()
    assert coordinator.get(f"{page}phat-hanh/").status_code == 403
    session[PROVED_AT] = int(time.time())
    session.save()
    assert coordinator.get(f"{page}phat-hanh/").status_code == 200
    post(coordinator, f"{page}phat-hanh/", version(edition))
    shown = coordinator.get(page).content.decode()
    assert f"Đã công bố theo Quyết định số {steps.NUMBER}" in shown
    assert "Phan Văn Long" in shown  # who approved
    (tmp_path / "published.zip").write_bytes(
        coordinator.get(f"{page}tep/{bundle_name(steps.again(edition))}").content
    )
    found = verify(tmp_path / "published.zip", trusted=[key.with_suffix(".pub")])
    assert (found.differences, [one.state for one in found.seals]) == ((), ["trusted"])


def test_a_wrong_file_comes_back_with_what_is_wrong_and_nothing_is_written(made: Running) -> None:
    edition = steps.approved(made)
    coordinator = browser(made, "coordinator")
    page = f"/dot-danh-gia/{made.campaign.key}/cong-bo/{edition.key}/quyet-dinh/"
    file = SimpleUploadedFile("quyet-dinh.pdf", b"no pdf at all", "application/pdf")
    day = timezone.localdate().strftime("%d/%m/%Y")
    answer = post(
        coordinator, page, {"number": steps.NUMBER, "day": day, "file": file, **version(edition)}, 422
    )
    assert "CH-7404" in answer.content.decode()
    assert steps.NUMBER in answer.content.decode()
    assert steps.again(edition).state == "approved"


def test_a_bundle_that_is_none_is_told_on_the_page(made: Running, key: Path) -> None:
    edition = steps.decided(made)
    page = f"/dot-danh-gia/{made.campaign.key}/cong-bo/{edition.key}/niem-phong/"
    file = SimpleUploadedFile("x.zip", io.BytesIO(b"PK").getvalue(), "application/zip")
    answer = post(browser(made, "coordinator"), page, {"file": file, **version(edition)}, 422)
    assert "CH-4003" in answer.content.decode()


def test_a_second_publication_meets_a_page_that_says_who_was_first(
    made: Running, key: Path, tmp_path: Path
) -> None:
    edition = steps.published(made, key, tmp_path)
    coordinator = browser(made, "coordinator")
    session = coordinator.session
    session[PROVED_AT] = int(time.time())
    session.save()
    answer = coordinator.post(
        f"/dot-danh-gia/{made.campaign.key}/cong-bo/{edition.key}/phat-hanh/", version(edition)
    )
    assert answer.status_code == 409
    assert "đã công bố" in answer.content.decode()


@pytest.mark.parametrize("who", ["head", "officer", "appraiser", "member", "secretary", "statistician"])
def test_editions_are_seen_by_who_watches_the_whole_alone(made: Running, who: str) -> None:
    edition = steps.begun(made)
    client = browser(made, who)
    base = f"/dot-danh-gia/{made.campaign.key}/cong-bo/"
    assert [client.get(one).status_code for one in (base, f"{base}{edition.key}/")] == [403, 403]


def test_a_file_that_no_edition_has_is_not_there(made: Running, installation: Path) -> None:
    edition = steps.prepared(made)
    client = browser(made, "coordinator")
    base = f"/dot-danh-gia/{made.campaign.key}/cong-bo/{edition.key}/tep/"
    names = ("run", "run.json", "..%2F..%2Foffice.toml", bundle_name(edition), "signed.pdf")
    assert [client.get(f"{base}{name}").status_code for name in names] == [404] * 5
    assert folder_of(edition).is_dir()
