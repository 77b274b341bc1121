"""Every word on the way in and about accounts is ours: in Vietnamese no English is left, and the reverse."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from chiso.office.people import services
from chiso.office.people.links import make_token
from chiso.office.people.models import Renewal
from chiso.office.people.rights import declared, title_of
from chiso.office.people.roles import NAMES, Role
from chiso.office.people.step_up import SECONDS
from tests.office.making import appoint, make_agency, make_person, stand_in
from tests.office.signing import code_of, enrol, sign_in

pytestmark = pytest.mark.django_db
# English words that no Vietnamese sentence holds; names of people and things in these tests hold none.
ENGLISH = re.compile(
    r"\b(the|and|your|you|password|code|please|sign|with|this|that|account|enter|invalid|field|required|is|"
    r"are|not|of|for|from|must|have|incorrect|wrong|login|username|email|choice|valid|select)\b",
    re.IGNORECASE,
)
MARKED = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)


def words_of(page: str) -> str:
    """What a person reads: text, and names that are read out; parts in another language left out."""
    shown = re.sub(r"<(script|style|code|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    shown = re.sub(r'<(button|dd)[^>]* lang="(?:en|vi)"[^>]*>.*?</\1>', " ", shown, flags=re.DOTALL)
    read_out = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', shown))
    return html.unescape(re.sub(r"<[^>]+>", " ", shown) + " " + read_out)


def pages_of_the_way_in(language: str) -> dict[str, str]:
    """Each page and each mistake from the link to the account, as the pages say it."""
    found: dict[str, str] = {}

    def keep(name: str, answer: object) -> str:
        found[name] = answer.content.decode()  # type: ignore[attr-defined]
        return found[name]

    def browser(**options: str) -> Client:
        client = Client(**options)
        client.cookies["chiso_language"] = language
        return client

    administrator = make_person("Trần Văn Anh")
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    made = services.invite(actor=administrator, full_name="Lê Minh Tâm", role="auditor")
    guest = browser()
    keep("a link that is none", guest.get("/tai-khoan/loi-moi/"))
    guest.get(f"/tai-khoan/loi-moi/{made.token}/")
    keep("accept", guest.get("/tai-khoan/loi-moi/"))
    keep("accept, empty", guest.post("/tai-khoan/loi-moi/"))
    keep(
        "accept, bad", guest.post("/tai-khoan/loi-moi/", {"username": "â", "password": "1", "language": "x"})
    )
    chosen = {"username": "le.tam", "password": "123456789012", "language": "vi"}
    keep("accept, bad password", guest.post("/tai-khoan/loi-moi/", chosen))
    guest.post("/tai-khoan/loi-moi/", chosen | {"password": "bốn con voi đi chợ", "language": language})
    page = keep("set up", guest.get("/tai-khoan/cai-ma-xac-thuc/"))
    secret = "".join(re.findall(r'<code class="anywhere">([A-Z2-7 ]+)</code>', page)[0].split())
    keep("set up, empty", guest.post("/tai-khoan/cai-ma-xac-thuc/"))
    keep("set up, wrong", guest.post("/tai-khoan/cai-ma-xac-thuc/", {"code": "12345"}))
    guest.post("/tai-khoan/cai-ma-xac-thuc/", {"code": code_of(secret)})
    keep("recovery codes", guest.get("/tai-khoan/ma-du-phong/"))
    keep("recovery codes, later", guest.get("/tai-khoan/ma-du-phong/"))
    for path in ("", "mat-khau/", "phien/", "quyen/", "uy-quyen/"):
        keep(f"account {path}", guest.get(f"/tai-khoan/{path}"))
    keep("password, empty", guest.post("/tai-khoan/mat-khau/"))
    keep("password, short", guest.post("/tai-khoan/mat-khau/", {"password": "1"}))
    keep("no right", guest.get("/nguoi-dung/moi/"))
    keep("nothing there", guest.get("/nguoi-dung/222222222222/"))
    keep("signed out", guest.post("/tai-khoan/dang-xuat/", follow=True))
    keep("sign in", guest.get("/tai-khoan/dang-nhap/"))
    keep("sign in, empty", guest.post("/tai-khoan/dang-nhap/"))
    wrong = {"username": "le.tam", "password": "wrong"}
    keep("sign in, wrong", guest.post("/tai-khoan/dang-nhap/", wrong))
    guest.post("/tai-khoan/dang-nhap/", wrong | {"password": "bốn con voi đi chợ"})
    keep("code", guest.get("/tai-khoan/ma-xac-thuc/"))
    keep("code, empty", guest.post("/tai-khoan/ma-xac-thuc/"))
    for number in range(5):
        keep(f"code, wrong {number}", guest.post("/tai-khoan/ma-xac-thuc/", {"code": "12345"}))
    stranger = browser(REMOTE_ADDR="10.0.0.7")
    for _ in range(5):
        keep("locked", stranger.post("/tai-khoan/dang-nhap/", wrong))
    token, digest = make_token()
    Renewal.objects.create(
        person=administrator,
        token_digest=digest,
        resets_second_factor=True,
        expires_at=timezone.now() + timedelta(days=1),
    )
    stranger.get(f"/tai-khoan/mat-khau-moi/{token}/")
    keep("new password", stranger.get("/tai-khoan/mat-khau-moi/"))
    keep("new password, short", stranger.post("/tai-khoan/mat-khau-moi/", {"password": "1"}))
    for path in ("chua-biet", "khong-thanh"):
        keep(path, stranger.get(f"/tai-khoan/mot-cua/{path}/"))
    return found | pages_of_people(language)


def pages_of_people(language: str) -> dict[str, str]:
    """The pages of those who look after accounts and teams, with every form sent empty and badly."""
    agency = make_agency("Sở Tư pháp")
    person = make_person("Phạm Văn Lâm")
    for role in (Role.ACCOUNT_ADMINISTRATOR, Role.COORDINATOR):
        appoint(person, role)
    held = appoint(make_person("Vũ Minh Long"), Role.AGENCY_HEAD, agency)
    stand_in(held, person)
    team = services.form_team(
        actor=person, name="Tổ số 1", purpose="", leading=[agency], valid_from=timezone.localdate()
    )
    client = sign_in(person)
    client.cookies["chiso_language"] = language
    key = held.person.key
    bad = {
        "full_name": " ", "email": "x", "role": "x", "agency": "x", "nodes": "2", "valid_from": "31/2/2026",
        "valid_to": "x", "appointment": "x", "deputy": "x", "starts_at": "x", "ends_at": "x", "actions": "x",
        "leading": "x", "person": "x", "lost": "x", "expected_version": "9", "document": "",
    }  # fmt: skip
    paths = [
        "/nguoi-dung/", "/nguoi-dung/moi/", "/nguoi-dung/loi-moi/", "/nguoi-dung/nhom/",
        "/nguoi-dung/nhom/moi/", f"/nguoi-dung/nhom/{team.key}/", f"/nguoi-dung/nhom/{team.key}/sua/",
        f"/nguoi-dung/nhom/{team.key}/thanh-vien/", f"/nguoi-dung/{key}/", f"/nguoi-dung/{key}/bo-nhiem/",
        f"/nguoi-dung/{key}/uy-quyen/", f"/nguoi-dung/{key}/duong-vao/", f"/nguoi-dung/{key}/thoi-viec/",
        f"/nguoi-dung/bo-nhiem/{held.key}/sua/", f"/nguoi-dung/bo-nhiem/{held.key}/ket-thuc/",
        "/tai-khoan/quyen/", "/tai-khoan/uy-quyen/",
    ]  # fmt: skip
    found = {}
    # What is only confirmed sends nothing but the version that was seen.
    asked_once_more, late = ("thoi-viec/", "ket-thuc/"), {"expected_version": "9"}
    for path in paths:
        for name, answer in (
            (path, client.get(path)),
            (f"{path} empty", client.post(path)),
            (f"{path} bad", client.post(path, late if path.endswith(asked_once_more) else bad)),
        ):
            found[name] = answer.content.decode()
    enrol(person)
    with time_machine.travel(timezone.now() + timedelta(seconds=SECONDS + 1)):
        found["confirm"] = client.get(paths[1]).content.decode()
        found["confirm, wrong"] = client.post(paths[1], {"step_up_code": "12345"}).content.decode()
        found["confirm, empty"] = client.post(paths[1], {"step_up_code": ""}).content.decode()
    return found


def test_in_vietnamese_no_english_is_left() -> None:
    for name, page in pages_of_the_way_in("vi").items():
        shown = words_of(page)
        assert (name, ENGLISH.findall(shown)) == (name, []), " ".join(shown.split())


def test_in_english_no_vietnamese_is_left_but_names() -> None:
    names = re.compile(
        r"Trần Văn Anh|Lê Minh Tâm|Phạm Văn Lâm|Vũ Minh Long|Sở Tư pháp|Tổ số 1|Hà Nội|Tiếng Việt|"
        r"Nguyễn Văn Số \d+|Giấy uỷ quyền 12/UQ"
    )
    for name, page in pages_of_the_way_in("en").items():
        shown = names.sub("", words_of(page))
        assert (name, MARKED.findall(shown)) == (name, []), " ".join(shown.split())


def test_every_action_and_role_has_its_words_in_both_languages() -> None:
    for action in declared():
        title = title_of(action)
        assert title.message != "{action}", f"{action} has no title: give it one where it is declared"
        assert title.in_language("vi") != title.in_language("en")
    assert set(NAMES) == set(Role)
