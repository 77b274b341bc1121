"""Checklists and rules of severity of the city's own: brought, picked, never changed; warnings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chiso.office.errors import Incomplete, NoRight
from chiso.office.inspections.following.figures import ReportWanted, report_of
from chiso.office.inspections.models import Answer, Finding, Inspection, Record, RuleFile
from chiso.office.inspections.phone import package_for
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.rules import checklist_named, rules_to_pick, severity_rule_named, warnings_of
from chiso.office.inspections.services.preparing import begin_inspection, change_inspection
from chiso.office.inspections.services.rules import bring_rules
from chiso.office.ledger.models import Entry
from chiso.problems import BadInput
from tests.inspection.test_checklists import NAME
from tests.inspection.test_rule_files import RULE
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.inspections.following.making import found, inspection_of, visited
from tests.office.inspections.making import (
    LAST,
    TODAY,
    City,
    begun,
    facts,
    fresh,
    make_city,
    on,
    planned,
    visit_of,
)

pytestmark = pytest.mark.django_db(databases="__all__")

# Invented, and it says so: one duty under a code that the list of chiso has as well.
OWN = """format: chiso-inspection-checklist/1
id: city-duties
version: '2026'
title: {vi: Danh mục minh hoạ của thành phố, en: Made-up list of the city}
note: {vi: Thử, en: A trial}
documents: []
source: Quyết định minh hoạ 01/QĐ
valid_from: 2026-01-01
sections:
- code: A
  title: {vi: Một, en: One}
  kind: handling
  criteria: [{framework: city-set, code: "1.1"}]
  items:
  - {code: A1, title: {vi: Nghĩa vụ minh hoạ, en: A made-up duty}, article: điều 1, check: observe}
"""


def bring(city: City, content: str = OWN) -> RuleFile:
    return bring_rules(actor=city.coordinator, content=content.encode(), file_name="own.yaml")


def codes(city: City, content: str) -> list[str]:
    try:
        bring(city, content)
    except (Incomplete, BadInput) as refused:
        return [one.code for one in refused.problems]
    return []


def test_what_was_brought_is_never_changed_and_the_next_version_takes_its_place() -> None:
    city = make_city(2)
    first = bring(city)
    assert bring(city).pk == first.pk
    assert codes(city, OWN.replace("Thử", "Khác")) == ["CH-8872"]
    assert codes(city, OWN.replace("id: city-duties", "id: one-stop-shop-duties")) == ["CH-8872"]
    assert codes(city, OWN.replace("source: Quyết định minh hoạ 01/QĐ\n", "")) == ["CH-8873"]
    assert codes(city, RULE.replace("source: Quyết định minh hoạ\nvalid_from: 2026-01-01\n", "")) == [
        "CH-8873", "CH-8873",
    ]  # fmt: skip
    assert codes(city, "format: x\n") == ["CH-8871"]
    assert codes(city, OWN + "#" * 500_000) == ["CH-8874"]
    assert RuleFile.objects.count() == 1
    made = begun(city, checklist="city-duties@2026")
    bring(city, OWN.replace("version: '2026'", "version: '2027'"))
    assert [name for name, _ in rules_to_pick("checklist")] == [NAME, "city-duties@2027"]
    # Whoever has picked the one before keeps it; nobody picks it anew.
    assert "city-duties@2026" in dict(rules_to_pick("checklist", made.checklist))
    with on(TODAY):
        change_inspection(
            actor=city.coordinator, inspection=made, facts=facts(city, checklist="city-duties@2026"),
            expected_version=made.version,
        )  # fmt: skip
        for wrong in ("city-duties@2026", "nothing@1", "severity@1"):
            with pytest.raises(Incomplete) as refused:
                begin_inspection(actor=city.coordinator, facts=facts(city, checklist=wrong))
            assert [one.code for one in refused.value.problems] == ["CH-8653"]
        with pytest.raises(Incomplete):
            begin_inspection(actor=city.coordinator, facts=facts(city, severity_rule="city-duties@2027"))
    told = [one.facts["name"] for one in Entry.objects.filter(verb="rules_brought").order_by("pk")]
    assert told == ["city-duties@2026", "city-duties@2026", "city-duties@2027"]


def test_only_the_coordinator_brings_and_agencies_read_none_of_it() -> None:
    city = make_city(2)
    for person in (city.leader, city.auditor, city.inspectors[0], city.ward_head, city.statistician):
        with pytest.raises(NoRight):
            bring_rules(actor=person, content=OWN.encode(), file_name="own.yaml")
    row = bring(city)
    reads = [city.coordinator, city.leader, city.auditor, city.statistician, city.inspectors[0]]
    for person in (*reads, city.ward_head, city.ward_officer):
        client, expected = signed_in(person), 200 if person in reads else 403
        assert client.get(reverse("inspections:rules")).status_code == expected
        assert client.get(reverse("inspections:rule-file", args=[row.key])).status_code == expected
        bringing = client.get(reverse("inspections:bring-rules")).status_code
        assert bringing == (200 if person == city.coordinator else 403)
    file = signed_in(city.auditor).get(reverse("inspections:rule-file", args=[row.key]))
    assert file.content == OWN.encode()


def test_a_file_comes_in_by_the_page_and_an_inspection_picks_it() -> None:
    city = make_city(2)
    client = signed_in(city.coordinator)
    address = reverse("inspections:bring-rules")

    def sent(content: str) -> Any:
        return client.post(address, {"file": SimpleUploadedFile("own.yaml", content.encode())})

    refused = sent(OWN.replace("kind: handling", "kind: nonsense"))
    assert refused.status_code == 422
    assert "CH-8690" in page_of(refused)
    assert sent(OWN).status_code == sent(RULE).status_code == 303
    page = page_of(client.get(reverse("inspections:rules")))
    assert "Danh mục minh hoạ của thành phố (2026)" in page
    assert "Quyết định minh hoạ 01/QĐ" in page
    form = page_of(client.get(reverse("inspections:begin")))
    assert 'value="city-duties@2026"' in form
    assert 'value="city@1"' in form


def test_plan_visit_and_record_warn_where_the_law_behind_the_list_does_not_hold() -> None:
    city = make_city(6)
    made = planned(city)
    assert [one.code for one in warnings_of(made)] == ["CH-8870"]
    visit = visit_of(made, team=city.team)
    said = "hết hiệu lực từ 01/07/2025, được thay bằng Nghị định 118/2025/NĐ-CP"
    coordinator, leader, inspector = (
        signed_in(one) for one in (city.coordinator, city.leader, city.inspectors[0])
    )
    with on(TODAY):
        for client, name, key in (
            (coordinator, "inspection", made.key), (coordinator, "visit", visit.key),
            (inspector, "visit", visit.key), (leader, "decide", made.key),
        ):  # fmt: skip
            page = page_of(client.get(reverse(f"inspections:{name}", args=[key])))
            assert said in page
            assert "CH-8870" in page
        package = package_for(city.inspectors[0], "vi")
        assert all(said in one["warning"] for one in package["visits"])
    bring(city)
    Inspection.objects.filter(pk=made.pk).update(checklist="city-duties@2026")
    made = fresh(made)
    assert warnings_of(made) == []
    visit = visit_of(made, team=city.team)
    assert content_of(visit, None).warning is None
    package = package_for(city.inspectors[0], "vi")
    assert {one["checklist"] for one in package["visits"]} == set(package["checklists"]) == {
        "city-duties@2026"
    }  # fmt: skip
    assert {one["warning"] for one in package["visits"]} == {""}


def test_record_and_findings_go_by_the_list_and_the_rule_that_the_plan_picked() -> None:
    city = make_city(2)
    bring(city)
    bring(city, RULE)
    inspection = inspection_of(city, checklist="city-duties@2026", severity_rule="city@1")
    visit = visited(city, inspection_of(city, "KT-2026-002"), not_met=())
    Record.objects.filter(visit=visit).update(checklist="city-duties@2026")
    Answer.objects.filter(record__visit=visit).exclude(name="A1").delete()
    type(visit).objects.filter(pk=visit.pk).update(inspection=inspection)
    visit = visit_of(inspection)
    content = content_of(visit, visit.record)
    assert [item.item.title.vi for section in content.sections for item in section.items] == [
        "Nghĩa vụ minh hoạ"
    ]
    finding = found(city, visit)
    # By the rule of chiso publication is a reminder; here the kind is handling, and the city's rule weighs.
    assert (finding.kind, finding.article, finding.rule) == ("handling", "điều 1", "city@1")
    assert (finding.by_rule, severity_rule_named("city@1").repeated_within) == ("to_mend", 12)


def test_the_same_code_of_another_list_is_another_duty() -> None:
    city = make_city(2)
    bring(city)
    shipped, own = inspection_of(city), inspection_of(city, "KT-2026-002", checklist="city-duties@2026")
    found(city, visited(city, shipped))
    visit = visited(city, shipped, code="P02", day=date(2026, 6, 16), not_met=("A1",))
    type(visit.place).objects.filter(pk=visit.place_id).update(inspection=own, code="P01")
    type(visit).objects.filter(pk=visit.pk).update(inspection=own)
    visit = visit_of(own)
    second = found(city, visit)
    assert second.repeated_of is None
    # A later one by the same list repeats the first, by another version of it as well.
    again = visited(city, inspection_of(city, "KT-2026-003"), day=date(2026, 6, 23))
    repeated = found(city, again)
    assert repeated.repeated_of is not None
    assert repeated.repeated_of.inspection_id == shipped.pk
    shown = report_of(city.coordinator, ReportWanted(), LAST + timedelta(days=30))
    counted = {one.code: one.findings for one in shown.duties if one.findings}
    assert counted == {"city-duties A1": 1, "one-stop-shop-duties A1": 2}
    assert shown.titles["city-duties A1"].vi == "Nghĩa vụ minh hoạ"
    assert Finding.objects.count() == 3


def test_an_unknown_name_is_refused_not_replaced() -> None:
    with pytest.raises(BadInput) as refused:
        checklist_named("nothing@1")
    assert [one.code for one in refused.value.problems] == ["CH-8691"]
    with pytest.raises(LookupError):
        severity_rule_named("nothing@1")
