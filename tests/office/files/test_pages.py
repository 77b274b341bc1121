"""The screens of evidence as a browser without scripts sees them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from chiso.office.files.models import Document, Upload
from chiso.office.files.services.uploads import finish_upload
from chiso.office.files.services.uses import link_document
from chiso.office.people.roles import Role
from tests.office.files.conftest import City
from tests.office.files.honest import docx, jpeg, odt_members, pack, pdf
from tests.office.files.sending import make_document
from tests.office.making import appoint, make_person, open_phase
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def file(name: str, data: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def form_of(city: City, **fields: object) -> dict[str, object]:
    return {"agency": city.health.key, "number": "12/BC-SYT", "title": "Báo cáo năm", **fields}


def test_an_ordinary_form_enters_a_document_with_its_file(city: City) -> None:
    client = sign_in(city.officer)
    assert client.get("/tai-lieu/them/").status_code == 200
    fields = form_of(
        city, issued_on="21/12/2026", effective_on="1/1/2027", file=file("Báo cáo.docx", docx(), "image/png")
    )
    answer = client.post("/tai-lieu/them/", fields, follow=True)
    assert answer.redirect_chain[0][1] == 303
    page = answer.content.decode()
    assert "Báo cáo năm" in page
    assert "Báo cáo.docx" in page
    document = Document.objects.get()
    assert (str(document.issued_on), str(document.effective_on)) == ("2026-12-21", "2027-01-01")
    assert document.revisions.get().content.kind == "docx"


def test_mistakes_are_told_all_at_once_and_the_file_need_not_be_sent_again(city: City) -> None:
    client = sign_in(city.officer)
    fields = form_of(city, issued_on="31/02/2026", excerpt="x" * 2001, file=file("a.docx", docx()))
    answer = client.post("/tai-lieu/them/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 2
    upload = Upload.objects.get()
    assert f'name="upload" value="{upload.key}"' in page
    assert not Document.objects.exists()
    answer = client.post("/tai-lieu/them/", form_of(city, upload=upload.key))
    assert answer.status_code == 303
    assert Document.objects.get().revisions.get().name == "a.docx"


def test_a_refused_file_names_its_code_and_how_to_mend_it(city: City) -> None:
    client = sign_in(city.officer)
    answer = client.post("/tai-lieu/them/", form_of(city, file=file("a.pdf", b"MZ" * 50)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "CH-7403" in page
    assert 'name="upload" value=""' in page
    assert "Báo cáo năm" in page


def test_a_file_that_is_too_long_is_dropped_and_the_rest_of_the_form_stays(
    city: City, configured: Any
) -> None:
    configured(upload_limit=100_000)
    client = sign_in(city.officer)
    answer = client.post("/tai-lieu/them/", form_of(city, file=file("a.pdf", b"%PDF-" + b"x" * 300_000)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "CH-7402" in page
    assert "Báo cáo năm" in page
    assert not Upload.objects.exists()


def test_a_marking_is_shown_and_confirmed_by_a_tick(city: City) -> None:
    client = sign_in(city.officer)
    data = pack(odt_members("<text:p>MẬT</text:p>"), stored=("mimetype",))
    page = client.post("/tai-lieu/them/", form_of(city, file=file("a.odt", data))).content.decode()
    assert "CH-7425" in page
    assert 'name="marking_confirmed"' in page
    key = Upload.objects.get().key
    answer = client.post("/tai-lieu/them/", form_of(city, upload=key, marking_confirmed="on"))
    assert answer.status_code == 303


def test_whether_a_photograph_keeps_its_place_is_decided_by_the_last_tick(city: City, files: Path) -> None:
    client = sign_in(city.officer)
    fields = form_of(city, issued_on="không rõ", keeps_metadata="on", file=file("a.jpg", jpeg()))
    assert client.post("/tai-lieu/them/", fields).status_code == 422
    upload = Upload.objects.get()
    assert finish_upload(actor=city.officer, upload=upload).keeps_metadata
    # The tick was taken away before the form was sent again.
    assert client.post("/tai-lieu/them/", form_of(city, upload=upload.key)).status_code == 303
    revision = Document.objects.get().revisions.get()
    assert not revision.keeps_metadata
    assert b"CameraMaker" not in (files / revision.content.path).read_bytes()


def test_a_classified_document_shows_its_number_and_nothing_else(city: City) -> None:
    client = sign_in(city.officer)
    fields = {"agency": city.health.key, "number": "07/BC-SYT", "secrecy": "mat"}
    answer = client.post("/tai-lieu/them/", fields, follow=True)
    assert "07/BC-SYT" in answer.content.decode()
    document = Document.objects.get()
    assert f"/tai-lieu/{document.key}/ban-moi/" not in answer.content.decode()


def test_two_who_correct_the_same_document_see_both_versions(city: City) -> None:
    document = make_document(city.officer, city.health)
    client = sign_in(city.officer)
    address = f"/tai-lieu/{document.key}/sua/"
    assert client.post(address, {"title": "Bản một", "expected_version": "1"}).status_code == 303
    answer = client.post(address, {"title": "Bản hai", "expected_version": "1"})
    assert answer.status_code == 409
    assert "Bản một" in answer.content.decode()
    assert "Bản hai" in answer.content.decode()


def test_a_file_leaves_as_an_attachment_in_a_sealed_box(city: City) -> None:
    document = make_document(city.officer, city.health, file=("Báo cáo “năm”.pdf", pdf()))
    revision = document.revisions.get()
    client = sign_in(city.officer)
    answer = client.get(f"/tai-lieu/ban/{revision.key}/tai-ve/")
    assert answer.getvalue() == pdf()  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o%20%E2%80%9Cn%C4%83m%E2%80%9D.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Frame-Options"] == "DENY"
    assert (answer["Content-Type"], answer["Content-Length"]) == ("application/pdf", str(len(pdf())))
    assert answer["Cache-Control"] == "private, no-store"


def test_nginx_may_send_the_bytes_after_the_office_allowed_it(city: City, configured: Any) -> None:
    configured(files_by_nginx="/evidence/")
    revision = make_document(city.officer, city.health, file=("a.pdf", pdf())).revisions.get()
    answer = sign_in(city.officer).get(f"/tai-lieu/ban/{revision.key}/tai-ve/")
    assert (answer.content, answer["X-Accel-Redirect"]) == (b"", f"/evidence/{revision.content.path}")
    assert answer["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(("name", "make"), [("a.pdf", pdf), ("a.jpg", jpeg)])
def test_a_page_is_shown_as_a_picture_that_the_office_drew(city: City, name: str, make: Any) -> None:
    revision = make_document(city.officer, city.health, file=(name, make())).revisions.get()
    client = sign_in(city.officer)
    page = client.get(f"/tai-lieu/ban/{revision.key}/xem/")
    assert page.status_code == 200
    assert f"/tai-lieu/ban/{revision.key}/trang/1.png" in page.content.decode()
    picture = client.get(f"/tai-lieu/ban/{revision.key}/trang/1.png")
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    with Image.open(io.BytesIO(picture.content)) as drawn:
        assert drawn.format == "PNG"
        colours = drawn.convert("L").getextrema()
    # Something is drawn on it: not all dots are alike.
    assert colours[0] != colours[1]
    assert client.get(f"/tai-lieu/ban/{revision.key}/xem/?trang=2").status_code == 404
    assert client.get(f"/tai-lieu/ban/{revision.key}/trang/2.png").status_code == 409


def test_what_has_no_pages_has_no_preview(city: City) -> None:
    revision = make_document(city.officer, city.health, file=("a.docx", docx())).revisions.get()
    assert sign_in(city.officer).get(f"/tai-lieu/ban/{revision.key}/xem/").status_code == 404


def test_a_file_that_the_disk_lost_is_told_and_not_a_fault(city: City, files: Path) -> None:
    revision = make_document(city.officer, city.health, file=("a.pdf", pdf())).revisions.get()
    (files / revision.content.path).unlink()
    client = sign_in(city.officer)
    for verb in ("tai-ve", "xem", "trang/1.png"):
        address = f"/tai-lieu/ban/{revision.key}/{verb}{'' if verb.endswith('png') else '/'}"
        answer = client.get(address)
        assert answer.status_code == 409
        assert "CH-7433" in answer.content.decode()


def test_the_list_is_searched_without_marks_and_filtered(city: City) -> None:
    for title in ("Kế hoạch cải cách", "Báo cáo quý"):
        make_document(city.officer, city.health, title)
    make_document(city.officer, city.health, "Có tệp", file=("a.pdf", pdf()))
    make_document(city.stranger, city.other, "Kế hoạch của nơi khác")
    client = sign_in(city.officer)

    def titles(query: str) -> set[str]:
        page = client.get(f"/tai-lieu/?{query}").content.decode()
        known = ("Kế hoạch cải cách", "Báo cáo quý", "Có tệp", "Kế hoạch của nơi khác")
        return {title for title in known if title in page}

    assert titles("") == {"Kế hoạch cải cách", "Báo cáo quý", "Có tệp"}
    assert titles("words=ke+hoach") == {"Kế hoạch cải cách"}
    assert titles("words=12/BC") == {"Kế hoạch cải cách", "Báo cáo quý", "Có tệp"}
    assert titles("file=with") == {"Có tệp"}
    assert titles("file=without") == {"Kế hoạch cải cách", "Báo cáo quý"}
    assert titles("words=%00%27&file=x&trang=-1") is not None
    auditor = make_person()
    appoint(auditor, Role.AUDITOR)
    client = sign_in(auditor)
    assert titles(f"agency={city.other.key}") == {"Kế hoạch của nơi khác"}


@pytest.mark.parametrize("who", ["officer", "appraiser"])
def test_the_list_and_a_document_take_as_many_queries_for_three_as_for_one(
    city: City, who: str, django_assert_num_queries: Any
) -> None:
    open_phase(city.campaign, "self_assessment")
    open_phase(city.campaign, "appraisal_1")
    client = sign_in(getattr(city, who))

    def add(number: int) -> Document:
        document = make_document(city.officer, city.health, f"Báo cáo {number}", ("a.pdf", pdf(str(number))))
        for part in range(number):
            node = f"2.{part + 1}"
            link_document(
                actor=city.officer, document=document, campaign=city.campaign, unit=city.health, node=node
            )
        return document

    one = add(1)
    counts = [queries(client, "/tai-lieu/"), queries(client, f"/tai-lieu/{one.key}/")]
    three = [add(number) for number in (2, 3)][-1]
    assert [queries(client, "/tai-lieu/"), queries(client, f"/tai-lieu/{three.key}/")] == counts


def queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_putting_a_document_beside_a_criterion_by_form(city: City) -> None:
    document = make_document(city.officer, city.health)
    open_phase(city.campaign, "self_assessment")
    client = sign_in(city.officer)
    address = f"/tai-lieu/{document.key}/gan/"
    place = f"{city.campaign.key}.{city.health.key}"
    assert place in client.get(address).content.decode()
    answer = client.post(address, {"place": place, "node": "<script>"})
    assert answer.status_code == 422
    assert client.post(address, {"place": place, "node": "2.1", "note": "trang 4"}).status_code == 303
    answer = client.post(address, {"place": place, "node": "2.1"})
    assert "CH-7439" in answer.content.decode()
    use = document.uses.get()
    page = client.get(f"/tai-lieu/gan/{use.key}/go/").content.decode()
    assert "2.1" in page
    assert client.post(f"/tai-lieu/gan/{use.key}/go/", {"reason": "nhầm"}).status_code == 303
    use.refresh_from_db()
    assert use.ended_at is not None


def test_the_administrator_of_the_system_sees_broken_files_and_no_contents(city: City, files: Path) -> None:
    from chiso.office.files.services.upkeep import check_files

    revision = make_document(city.officer, city.health, "Tên kín", ("ten-tep-kin.pdf", pdf())).revisions.get()
    (files / revision.content.path).unlink()
    assert check_files().missing == [revision.content.key]
    administrator = make_person()
    appoint(administrator, Role.SYSTEM_ADMINISTRATOR)
    client = sign_in(administrator)
    page = client.get("/tai-lieu/kiem-tra-tep/").content.decode()
    assert revision.content.path in page
    assert "Tên kín" not in page
    assert "ten-tep-kin" not in page
    assert client.get(f"/tai-lieu/{revision.document.key}/").status_code == 403
    assert sign_in(city.officer).get("/tai-lieu/kiem-tra-tep/").status_code == 403
