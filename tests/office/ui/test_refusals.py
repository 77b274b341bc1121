"""The page of each refusal: status, code, words; nothing of the program's insides."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from chiso.language import text
from chiso.office.errors import Incomplete, NotNow
from chiso.office.people.guard import public
from chiso.office.ui.refusals import MOST_SHOWN, TooOften
from chiso.office.urls import handler400, handler403, handler404, handler500
from chiso.office.urls import urlpatterns as office
from chiso.problems import Place, Problem, Refused
from tests.office.making import make_person

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.urls(__name__)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "mật khẩu của cơ sở dữ liệu"


def problem(row: int) -> Problem:
    return Problem(
        "CH-1305",
        Place("bang.xlsx", row, "ngày"),
        "=1+1" if row == 1 else "31/11/2026",
        text("Expected a day such as 21/12/2026 (day, month, year)"),
        text("Open"),
    )


def _refuse(refusal: BaseException) -> Any:
    @public
    def view(request: HttpRequest) -> HttpResponse:
        raise refusal

    return view


@public
def read_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("loi/", _refuse(RuntimeError(SECRET)), name="fault"),
    path("khong-thay/", _refuse(Http404(SECRET)), name="absent"),
    path("cam/", _refuse(PermissionDenied(SECRET)), name="forbidden"),
    path("chua-mo/", _refuse(NotNow(text("Open"), text("Open"))), name="not-now"),
    path("qua-nhieu/", _refuse(TooOften(15)), name="too-often"),
    path("bang/", _refuse(Incomplete([problem(row) for row in range(1, 301)])), name="many"),
    path("doc/", _refuse(Refused([problem(2)])), name="one"),
    path("nhan/", read_post, name="read-post"),
    *office,
]


def page(client: Client, address: str, **post: Any) -> Any:
    client.raise_request_exception = False
    return client.post(address, post) if post else client.get(address)


@pytest.mark.parametrize(
    ("address", "status", "code", "title"),
    [
        ("/loi/", 500, "CH-9001", "Có lỗi ở phía hệ thống"),
        ("/khong-thay/", 404, "CH-7002", "Không có gì ở đây mà bạn được xem"),
        ("/dia-chi-khong-co/", 404, "CH-7002", "Không có gì ở đây mà bạn được xem"),
        ("/cam/", 403, "CH-7001", "Bạn không được làm việc này"),
        ("/chua-mo/", 403, "CH-7004", "Chưa mở vào lúc này"),
        ("/qua-nhieu/", 429, "CH-7008", "Quá nhiều lần trong thời gian ngắn"),
        ("/bang/", 422, "CH-1305", "Chưa làm được: có 300 lỗi"),
        ("/doc/", 422, "CH-1305", "Chưa làm được: có 1 lỗi"),
        ("/ngon-ngu/", 405, "CH-7009", "Địa chỉ này không mở theo cách đó"),
    ],
)
def test_each_refusal_has_a_page_with_its_code_in_both_languages(
    client: Client, address: str, status: int, code: str, title: str
) -> None:
    answer = page(client, address)
    content = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in content
    assert code in content
    assert SECRET not in content
    assert "Traceback" not in content
    assert content.count("<h1") == 1
    client.cookies["chiso_language"] = "en"
    english = page(client, address).content.decode()
    assert '<html lang="en">' in english
    assert title not in english


def test_who_waits_is_told_how_long(client: Client) -> None:
    answer = page(client, "/qua-nhieu/")
    assert answer["Retry-After"] == "900"
    assert "Hãy chờ 15 phút rồi thử lại." in answer.content.decode()


def test_the_number_of_an_incident_stands_in_the_log_and_on_the_page(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    from chiso.office.running.logs import OneLine

    answer = page(client, "/loi/")
    number = answer["X-Request-ID"]
    assert f"CH-9001, mã vụ việc {number}" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert any(record.name == "chiso.fault" for record in caplog.records)
    assert not any(SECRET in OneLine().format(record) for record in caplog.records)


def test_a_fault_is_told_though_the_database_cannot_be_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The page is made of words alone: asking for a person or for notices would fail here.
    monkeypatch.setattr("chiso.office.ui.frame.reader_of", _refuse(RuntimeError("asked")))
    assert page(client, "/loi/").status_code == 500


def test_all_problems_of_a_file_are_named_and_are_a_table_to_take_away(client: Client) -> None:
    answer = page(client, "/bang/")
    content = answer.content.decode()
    assert content.count('<tr role="row">') - 1 == MOST_SHOWN
    assert f"Đang hiện {MOST_SHOWN} trên 300 lỗi đầu tiên" in content
    assert "bang.xlsx, dòng 14, “ngày”" in content
    signed = re.search(r'name="list" value="([^"]+)"', content)
    assert signed is not None
    table = client.post("/danh-sach-loi/", {"list": signed[1]})
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table["Content-Disposition"] == 'attachment; filename="danh-sach-loi.csv"'
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert rows[0] == ["code", "file", "row", "field", "found", "expected", "mend"]
    assert len(rows) == 301
    assert rows[2][:5] == ["CH-1305", "bang.xlsx", "2", "ngày", "31/11/2026"]
    # What a spreadsheet would compute is text.
    assert rows[1][4] == "'=1+1"


@pytest.mark.parametrize("given", ["", "WzFd:bịa", "eyJhIjoxfQ:1abc:signature"])
def test_a_list_that_no_page_carried_is_not_given(client: Client, given: str) -> None:
    assert client.post("/danh-sach-loi/", {"list": given}).status_code == 404


def test_a_form_from_elsewhere_is_not_taken_and_told_in_our_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/ngon-ngu/", {"language": "en"})
    assert answer.status_code == 403
    content = answer.content.decode()
    assert "CH-7006" in content
    assert "<h1>Biểu mẫu này chưa được nhận</h1>" in content
    assert "chiso_language" not in answer.cookies


def test_more_fields_than_are_taken_are_told_as_too_much(client: Client) -> None:
    answer = page(client, "/nhan/", **{f"f{number}": "1" for number in range(5_001)})
    assert (answer.status_code, "CH-7007" in answer.content.decode()) == (413, True)


def test_more_bytes_than_are_taken_are_told_as_too_much(client: Client) -> None:
    client.raise_request_exception = False
    body = "a=" + "x" * 2_500_001
    answer = client.post("/nhan/", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, "CH-7007" in answer.content.decode()) == (413, True)


def test_a_foreign_host_name_is_answered_with_400_and_nothing_of_it(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/", headers={"host": "evil.example"})
    content = answer.content.decode()
    assert (answer.status_code, "CH-7005" in content, "evil.example" in content) == (400, True, False)


def test_who_is_signed_in_sees_the_frame_on_a_refusal(client: Client) -> None:
    person = make_person("Lê Quang Vinh")
    client.force_login(person, backend=BACKEND)
    content = page(client, "/khong-thay/").content.decode()
    assert "Lê Quang Vinh" in content
    assert "Đăng xuất" in content
