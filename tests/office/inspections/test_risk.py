"""Risks computed in the office: from a table that is brought, from its own visits, and what is refused."""

from __future__ import annotations

import csv
import io
import random
import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from chiso.inspection.risk.given import Given
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.inspections import risk_forms
from chiso.office.inspections.content import files_of
from chiso.office.inspections.models import Finding, Inspection, Place, Visit
from chiso.office.inspections.services.framing import take_frame
from chiso.office.inspections.services.scoring import compute_risk, frame_of_places, own_history
from chiso.office.ledger.models import Entry
from chiso.problems import BadInput
from tests.cli.calling import call
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.inspections.making import (
    TODAY,
    City,
    approved,
    begun,
    drawn,
    fresh,
    make_city,
    on,
    prepared,
    table_of,
)

pytestmark = pytest.mark.django_db
HEAD = ("place", "day", "inspector", "found", "complaints")


def history_of(city: City, visits: int = 240, *, more: str = "", value: str = "") -> Given:
    """The more complaints a counter had, the more often something was found; made up, always the same."""
    generator = random.Random(11)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*HEAD, *([more] if more else [])])
    for number in range(visits):
        complaints = 1 + number % len(city.wards)
        found = generator.random() < 0.15 + 0.06 * complaints
        rows.writerow(
            [
                f"P{complaints:02}", (date(2024, 1, 2) + timedelta(days=3 * number)).isoformat(),
                f"Đoàn {1 + number % 3}", "yes" if found else "no", complaints, *([value] if more else []),
            ]
        )  # fmt: skip
    return Given("luot.csv", out.getvalue().encode())


def computed(city: City, made: Inspection, history: Given | None, **more: Any) -> Inspection:
    with on(TODAY):
        compute_risk(
            actor=city.coordinator, inspection=made, history=history, expected_version=made.version, **more
        )
    return fresh(made)


def codes(refused: Any) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_the_office_computes_what_the_command_computes(tmp_path: Path) -> None:
    city = make_city()
    made = prepared(city)
    history = history_of(city)
    (tmp_path / "frame.csv").write_bytes(frame_of_places(list(made.places.order_by("code"))).content)
    (tmp_path / "history.csv").write_bytes(history.content)
    called = call(
        "inspection", "score", str(tmp_path / "frame.csv"), "--history", str(tmp_path / "history.csv"),
        "--day", TODAY.isoformat(), "--out", str(tmp_path / "out"),
    )  # fmt: skip
    assert called.exit == 0, called.err
    after = computed(city, made, history)

    def told(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((tmp_path / "out" / name).read_text("utf-8"))))

    places = {one.code: one for one in after.places.all()}
    risks = {row["place"]: Fraction(row["risk"]) for row in told("frame.csv")}
    assert {code: Fraction(one.risk) for code, one in places.items()} == risks
    assert len({*risks.values()}) == 12
    reasons = [(row["place"], row["column"], row["factor"]) for row in told("reasons.csv")]
    assert reasons == [
        (code, column, f"{factor:.3f}")
        for code, one in sorted(places.items())
        for column, _value, _usual, factor in one.reasons
    ]
    assert ("P12", "complaints") in {(place, column) for place, column, _ in reasons}
    # What was learned and how it held is kept; how strict each team is, is not.
    assert after.risk_report["history"]["visits"] == 240
    assert after.risk_report["from"] == "luot.csv"
    assert "strictness" not in str(after.risk_report)
    assert after.frame_sha256 != made.frame_sha256
    # The draw takes them: frame and plan can be read, and hold these risks.
    frame, _plan = files_of(after).read()
    assert {one.place: one.risk for one in frame.offices} == risks
    entry = Entry.objects.filter(verb="risk_computed").get()
    assert (entry.facts["count"], entry.facts["visits"]) == (12, 240)


def inspected_before(city: City, year: int, found: set[str], *, made_up: bool = False) -> Inspection:
    """An inspection of that year that went everywhere; something was found at these places."""
    at = timezone.make_aware(datetime.combine(date(year, 6, 1), time(9)))
    one = Inspection.objects.create(
        number=f"KT-{year}-{int(made_up)}", kind="check", title="Kiểm tra", opens_on=date(year, 6, 1),
        closes_on=date(year, 6, 30), led_by=city.home_affairs, prepared_by=city.coordinator,
        is_made_up=made_up, drawn_at=at,
    )  # fmt: skip
    places = Place.objects.bulk_create(
        Place(
            inspection=one, code=f"P{number:02}", name=ward.name, agency=ward, field="Đất đai",
            kind="một cửa", more={"complaints": str(number + year % 2)},
        )
        for number, ward in enumerate(city.wards, start=1)
    )  # fmt: skip
    visits = Visit.objects.bulk_create(
        Visit(
            inspection=one, place=place, how="random", team=city.teams[number % 2], begun_at=at, ended_at=at,
            handed_over_at=at,
        )
        for number, place in enumerate(places)
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(
            inspection=one, visit=visit, agency=visit.place.agency, number=number, words="x", kind="duty",
            effect="none", rule="severity@1", by_rule="reminder", severity="reminder",
            found_on=date(year, 6, 1), entered_by=city.coordinator,
        )
        for number, visit in enumerate(visits, start=1)
        if visit.place.code in found
    )  # fmt: skip
    return one


def test_own_visits_are_learned_from_as_they_were_known_on_their_day() -> None:
    city = make_city()
    worse = {f"P{number:02}" for number in range(7, 13)}
    for year in range(2019, 2025):
        inspected_before(city, year, worse)
    odd = inspected_before(city, 2025, {"P01", "P02"})
    by_place = {one.place.code: one for one in odd.visits.select_related("place")}
    # Withdrawn: nothing was found. Not handed over: not known yet. Looked at once more, an example: no part.
    Finding.objects.filter(visit=by_place["P02"]).update(withdrawn_at=timezone.now())
    Visit.objects.filter(pk=by_place["P03"].pk).update(handed_over_at=None)
    Visit.objects.create(
        inspection=odd, place=by_place["P04"].place, how="again", again_of=by_place["P04"],
        team=city.teams[0], ended_at=timezone.now(), handed_over_at=timezone.now(),
    )  # fmt: skip
    inspected_before(city, 2018, worse, made_up=True)
    made = prepared(city)
    own = own_history(made)
    assert (own.visits, own.findings) == (6 * 12 + 11, 6 * 6 + 1)
    rows = list(csv.DictReader(io.StringIO(own.table.content.decode())))
    of_2025 = {row["place"]: row for row in rows if row["day"] == "2025-06-01"}
    assert [(code, row["found"]) for code, row in sorted(of_2025.items()) if code < "P05"] == [
        ("P01", "yes"), ("P02", "no"), ("P04", "no"),
    ]  # fmt: skip
    assert {(row["complaints"], row["inspector"]) for row in rows if row["place"] == "P06"} == {
        ("6", "Đoàn 2"), ("7", "Đoàn 2"),
    }  # fmt: skip
    after = computed(city, made, None)
    risks = {one.code: Fraction(one.risk) for one in after.places.all()}
    assert max(risks[code] for code in risks if code not in worse) < min(risks[code] for code in worse)
    assert after.risk_report["from"] == ""


def test_too_few_findings_are_said_before_and_after_and_nothing_is_written() -> None:
    city = make_city()
    made = prepared(city)
    with pytest.raises(BadInput) as none_at_all:
        computed(city, made, None)
    assert codes(none_at_all) == {"CH-8810"}
    inspected_before(city, 2024, {"P01"})
    with on(TODAY):
        client = signed_in(city.coordinator)
        address = reverse("inspections:risk", args=[made.key])
        assert "còn quá ít để học: có 12 lượt" in page_of(client.get(address))
        refused = client.post(
            address, {"source": "own", "leave_out": "", "expected_version": str(made.version)}
        )
    assert refused.status_code == 422
    assert "CH-8810" in page_of(refused)
    assert "1 và 11" in page_of(refused)
    assert (fresh(made).version, fresh(made).frame_sha256) == (made.version, made.frame_sha256)
    assert not Entry.objects.filter(verb="risk_computed").exists()


def test_by_the_page_an_approval_falls_and_reasons_stand_beside_the_places() -> None:
    city = make_city()
    made = approved(city)
    table = io.BytesIO(history_of(city).content)
    table.name = "luot.csv"
    with on(TODAY):
        client = signed_in(city.coordinator)
        given = {"source": "file", "leave_out": "", "expected_version": str(made.version)}
        address = reverse("inspections:risk", args=[made.key])
        answer = client.post(address, given | {"table": table})
        assert answer.status_code == 303, page_of(answer)
        assert (fresh(made).state, fresh(made).approved_at) == ("sealed", None)
        learned = page_of(client.get(address))
        assert "240 lượt" in learned
        for person in (city.coordinator, city.leader):
            shown = page_of(signed_in(person).get(reverse("inspections:frame", args=[made.key])))
            assert "complaints: 12 (thường là 6,5)" in shown
            assert "Vì sao có rủi ro này" in shown
        # Somebody else's version, somebody without the right.
        with pytest.raises(Conflict):
            computed(city, made, history_of(city))
        for person in (city.leader, city.statistician, city.ward_head, city.inspectors[0]):
            assert signed_in(person).get(address).status_code == 403
            with pytest.raises(NoRight):
                compute_risk(
                    actor=person, inspection=fresh(made), history=None, expected_version=fresh(made).version
                )


def test_another_frame_takes_risks_and_reasons_away() -> None:
    city = make_city()
    made = computed(city, prepared(city), history_of(city))
    with on(TODAY):
        take_frame(
            actor=city.coordinator, inspection=made, content=table_of(city), name="khung.csv",
            expected_version=made.version,
        )  # fmt: skip
    assert fresh(made).risk_report == {}
    assert {tuple(one.reasons) for one in made.places.all()} == {()}


def test_what_cannot_be_learned_from_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    city = make_city()
    nothing = begun(city)
    with pytest.raises(Incomplete) as refused:
        computed(city, nothing, history_of(city))
    assert codes(refused) == {"CH-8659"}
    made = prepared(city)
    personal = history_of(city, more="tuổi trưởng bộ phận", value="45")
    with pytest.raises(BadInput) as bad:
        computed(city, made, personal)
    assert codes(bad) == {"CH-8803"}
    # A page has no options of a command: it names its own field, as its label does.
    mends = {one.code: one.mend.in_language("vi") for one in bad.value.problems}
    future = re.sub(rb"\b20\d\d-", b"2027-", history_of(city).content, count=1)
    for history in (Given("luot.csv", future), None):
        with pytest.raises(BadInput) as bad:
            computed(city, made, history)
        mends |= {one.code: one.mend.in_language("vi") for one in bad.value.problems}
    assert sorted(mends) == ["CH-8803", "CH-8810", "CH-8812"]
    assert not any("--" in mend or "_" in mend for mend in mends.values())
    assert "“Các cột không dùng để học”" in mends["CH-8803"]
    made = computed(city, made, personal, leave_out=("tuổi trưởng bộ phận",))
    with on(TODAY):
        client = signed_in(city.coordinator)
        address = reverse("inspections:risk", args=[made.key])
        given = {"source": "file", "leave_out": "", "expected_version": str(made.version)}
        assert "CH-8816" in page_of(client.post(address, given))
        monkeypatch.setattr(risk_forms, "LARGEST_HISTORY", 100)
        table = io.BytesIO(history_of(city).content)
        table.name = "luot.csv"
        assert "CH-8817" in page_of(client.post(address, given | {"table": table}))
    later = drawn(city)
    with pytest.raises(Incomplete) as refused:
        computed(city, later, history_of(city))
    assert codes(refused) == {"CH-8656"}


def test_once_drawn_the_page_says_what_the_draw_went_by_and_has_no_form() -> None:
    city = make_city()
    computed(city, made := approved(city), history_of(city))
    of_the_draw = drawn(city)
    closed = prepared(city)
    Inspection.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    empty = begun(city)
    with on(TODAY):
        client = signed_in(city.coordinator)
        pages = {
            one.pk: page_of(client.get(reverse("inspections:risk", args=[one.key])))
            for one in (made, of_the_draw, closed, empty)
        }
        given = {"source": "own", "leave_out": "", "expected_version": str(fresh(of_the_draw).version)}
        answer = client.post(reverse("inspections:risk", args=[of_the_draw.key]), given)
    refused = page_of(answer)
    # The field that only the form has; the page has others (language, search, signing out).
    assert {key: 'name="leave_out"' in page for key, page in pages.items()} == {
        made.pk: True, of_the_draw.pk: False, closed.pk: False, empty.pk: False,
    }  # fmt: skip
    assert "Việc rút thăm dựa vào các rủi ro này" in pages[of_the_draw.pk]
    assert "12 trên 12 nơi đã biết rủi ro" in pages[of_the_draw.pk]
    assert "không tính" in pages[closed.pk]
    assert reverse("inspections:take-frame", args=[empty.key]) in pages[empty.pk]
    assert "CH-8656" in refused
    assert 'name="leave_out"' not in refused
    assert answer.status_code == 422
