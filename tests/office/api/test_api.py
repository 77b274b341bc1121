"""The API: tokens, scopes, rights, idempotency; the same services as the screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chiso.office.api.models import Token
from chiso.office.api.scopes import SCOPES
from chiso.office.api.services import make_token, revoke_token, token_of
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.erasing import erase_person
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_campaign, make_person

pytestmark = pytest.mark.django_db
CAMPAIGN = {"kind": "units", "title": "Đánh giá 2026", "period": "2026", "framework": "papi@2019"}


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return person


class Program:
    """A program with a token."""

    def __init__(self, person: Person, *scopes: str) -> None:
        self.secret = make_token(actor=person, name="test", scopes=scopes or list(SCOPES), days=1).secret

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"/api/v1{path}",
            data=b"" if content is None else __import__("json").dumps(content).encode(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"} | headers,
        )


def codes(response: Any) -> list[str]:
    return [problem["code"] for problem in response.json()["problems"]]


def test_without_a_token_in_force_nothing_is_answered(coordinator: Person) -> None:
    program = Program(coordinator)
    assert program.ask("GET", "/me").json()["full_name"] == "Điều phối"
    for change in ({"expires_at": timezone.now()}, {"revoked_at": timezone.now()}):
        other = Program(coordinator)
        Token.objects.filter(digest=token_of(other.secret).digest).update(**change)  # type: ignore[union-attr]
        refused = other.ask("GET", "/me")
        assert (refused.status_code, codes(refused)) == (401, ["CH-7601"])
        assert refused["WWW-Authenticate"] == "Bearer"
    program.secret = "chiso_wrong"
    assert program.ask("GET", "/me").status_code == 401
    assert Client().get("/api/v1/me").status_code == 401


def test_what_comes_over_http_is_refused_and_not_led_on(coordinator: Person, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    refused = Program(coordinator).ask("GET", "/me")
    assert (refused.status_code, codes(refused)) == (403, ["CH-7607"])
    assert Client().get("/tai-khoan/dang-nhap/")["Location"].startswith("https://testserver/")


def test_a_token_of_somebody_who_left_is_not_in_force(coordinator: Person) -> None:
    program = Program(coordinator)
    Person.objects.filter(pk=coordinator.pk).update(is_active=False)
    assert program.ask("GET", "/me").status_code == 401


def test_a_signed_in_session_gives_no_way_into_the_api(coordinator: Person) -> None:
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/me").status_code == 401


def test_a_scope_narrows_what_the_person_may(coordinator: Person) -> None:
    program = Program(coordinator, "campaigns:read")
    assert program.ask("GET", "/campaigns").status_code == 200
    refused = program.ask("POST", "/campaigns", CAMPAIGN)
    assert (refused.status_code, codes(refused)) == (403, ["CH-7001"])
    assert "campaigns:write" in refused.json()["problems"][0]["expected"]


def test_a_token_gives_no_right_that_the_person_lacks() -> None:
    officer = make_person()
    appoint(officer, Role.AGENCY_OFFICER, make_agency())
    program = Program(officer)
    assert program.ask("POST", "/campaigns", CAMPAIGN).status_code == 403
    assert program.ask("GET", "/ledger/entries").status_code == 403
    assert not Campaign.objects.exists()


def test_a_campaign_is_opened_gets_a_phase_and_assignments(coordinator: Person) -> None:
    program, health = Program(coordinator), make_agency("Sở Y tế")
    opened = program.ask("POST", "/campaigns", CAMPAIGN)
    assert opened.status_code == 201
    key = opened.json()["key"]
    now = timezone.now()
    times = {"opens_at": now.isoformat(), "closes_at": (now + timedelta(hours=1)).isoformat()}
    phase = program.ask("POST", f"/campaigns/{key}/phases", {"kind": "council", **times}).json()
    assert phase["state"] == "now"
    table = {"csv": f"unit,node,responsible\n{health.uid},1.1,Sở Y tế\n"}
    assert program.ask("PUT", f"/campaigns/{key}/assignments", table).json() == {"rows": 1}
    whole = program.ask("GET", f"/campaigns/{key}").json()
    assert whole["assignments"] == [
        {"unit": health.key, "node": "1.1", "responsible": health.key, "appraising": None}
    ]
    change = {"kind": "council", **times, "nodes": ["1"], "expected_version": 1}
    assert program.ask("PUT", f"/phases/{phase['key']}", change).json()["version"] == 2
    again = program.ask("PUT", f"/phases/{phase['key']}", change)
    assert (again.status_code, codes(again)) == (409, ["CH-7003"])


def test_every_problem_is_told_at_once_in_the_language_asked_for(coordinator: Person) -> None:
    program = Program(coordinator)
    wrong = program.ask("POST", "/campaigns", {**CAMPAIGN, "period": "năm tới", "framework": "none@1"})
    assert (wrong.status_code, codes(wrong)) == (422, ["CH-1301", "CH-7215"])
    shape = program.ask("POST", "/campaigns", {"title": "", "extra": 1})
    assert shape.status_code == 422
    assert set(codes(shape)) == {"CH-7602"}
    vietnamese = program.ask(
        "POST", "/campaigns", {**CAMPAIGN, "framework": "x"}, **{"Accept-Language": "vi"}
    )
    english = program.ask("POST", "/campaigns", {**CAMPAIGN, "framework": "x"})
    assert vietnamese.json() != english.json()


def test_a_write_with_a_key_is_done_once(coordinator: Person) -> None:
    program = Program(coordinator)
    first = program.ask("POST", "/campaigns", CAMPAIGN, **{"Idempotency-Key": "one"})
    again = program.ask("POST", "/campaigns", CAMPAIGN, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert Campaign.objects.count() == 1
    other = program.ask("POST", "/campaigns", {**CAMPAIGN, "title": "x"}, **{"Idempotency-Key": "one"})
    assert (other.status_code, codes(other)) == (409, ["CH-7606"])
    # Another program's key is another key.
    assert (
        Program(coordinator).ask("POST", "/campaigns", CAMPAIGN, **{"Idempotency-Key": "one"}).status_code
        == 201
    )
    assert Campaign.objects.count() == 2


def test_after_an_erasure_a_write_is_still_done_once(coordinator: Person) -> None:
    """The kept answer loses the name and keeps its key; the programs of who was erased come in no more."""
    leaver, colleague = coordinator, make_person("Điều phối khác")
    appoint(colleague, Role.COORDINATOR)
    Person.objects.filter(pk=leaver.pk).update(full_name="Lê Thị Minh Hoạ")
    named = {**CAMPAIGN, "title": "Đợt do Lê Thị Minh Hoạ đề nghị"}
    key = {"Idempotency-Key": "one"}
    own, other = Program(leaver), Program(colleague)
    assert [one.ask("POST", "/campaigns", named, **key).status_code for one in (own, other)] == [201, 201]
    leaver.refresh_from_db()
    leaver.left_at, leaver.is_active = timezone.now(), False
    leaver.save()
    administrator = make_person()
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=leaver.version)
    again = other.ask("POST", "/campaigns", named, **key)
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert "Minh Hoạ" not in again.content.decode()
    assert own.ask("POST", "/campaigns", named, **key).status_code == 401
    assert Campaign.objects.count() == 2
    # Nor is the key free for other content.
    assert codes(other.ask("POST", "/campaigns", CAMPAIGN, **key)) == ["CH-7606"]


def test_a_refused_write_may_be_mended_under_the_same_key(coordinator: Person) -> None:
    program = Program(coordinator)
    wrong = program.ask("POST", "/campaigns", {**CAMPAIGN, "period": "x"}, **{"Idempotency-Key": "k"})
    assert wrong.status_code == 422
    assert program.ask("POST", "/campaigns", CAMPAIGN, **{"Idempotency-Key": "k"}).status_code == 201


def test_tokens_end_with_their_days_and_are_revoked_by_their_person_only(coordinator: Person) -> None:
    with pytest.raises(Incomplete) as refused:
        make_token(actor=coordinator, name="x", scopes=["all"], days=0)
    assert [problem.code for problem in refused.value.problems] == ["CH-7603", "CH-7604"]
    made = make_token(actor=coordinator, name="x", scopes=["ledger:read"], days=1)
    with pytest.raises(NotFound):
        revoke_token(actor=make_person(), token=made.token, expected_version=1)
    assert made.secret not in str(Token.objects.values())
    revoke_token(actor=coordinator, token=made.token, expected_version=1)
    assert token_of(made.secret) is None


def test_a_phase_of_an_unknown_campaign_is_nowhere(coordinator: Person) -> None:
    program = Program(coordinator)
    assert program.ask("GET", "/campaigns/nothing").status_code == 404
    assert program.ask("GET", "/nothing").status_code == 404
    make_campaign()
    assert not Phase.objects.exists()
