"""A draft of 300 criteria in the office: what each action takes, how heavy its page is.

    python -m benchmarks.drafting

An office is set up in a temporary folder, on SQLite that waits for the disk; requests go through the whole
of Django, without a network. Each action: at most 100 ms; the page of the draft: at most 100 kB compressed.
Seconds are those of the processor, so that a busy machine tells the same; queries are counted too.
"""

from __future__ import annotations

import gc
import gzip
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ACTIONS_WITHIN = 0.100
PAGE_WITHIN = 100_000
FIELDS, PARTS, LEAVES = 6, 7, 6


def make_document() -> dict[str, Any]:
    """Six fields of seven criteria of six sub-criteria by steps: 300 nodes."""
    return {
        "title": {"vi": "Bộ tiêu chí đo tốc độ", "en": "A set to measure speed with"},
        "status": "draft",
        "completeness": "full",
        "periods": {"from": "2026"},
        "rights": {"vi": "Hư cấu", "en": "Made up"},
        "documents": [{"key": "qd", "number": "Quyết định hư cấu số 1/QĐ-VD"}],
        "index": {"max_points": str(FIELDS * PARTS * LEAVES), "aggregation": {"kind": "sum@1"}},
        "nodes": [_field(number) for number in range(1, FIELDS + 1)],
    }


def _field(number: int) -> dict[str, Any]:
    parts = [_criterion(f"{number}.{part}") for part in range(1, PARTS + 1)]
    return _node(str(number), str(PARTS * LEAVES)) | {"nodes": parts}


def _criterion(code: str) -> dict[str, Any]:
    leaves = [_leaf(f"{code}.{leaf}") for leaf in range(1, LEAVES + 1)]
    return _node(code, str(LEAVES)) | {"nodes": leaves}


def _leaf(code: str) -> dict[str, Any]:
    ratio = {
        "type": "ratio",
        "numerator": {"vi": "nhiệm vụ hoàn thành đúng hạn", "en": "tasks completed in time"},
        "denominator": {"vi": "nhiệm vụ được giao", "en": "tasks given"},
    }
    steps = [
        {"above": "0.90", "points": "1"},
        {"at_least": "0.70", "at_most": "0.90", "points": "0.5"},
        {"below": "0.70", "points": "0"},
    ]
    return _node(code, "1") | {
        "assessed_by": ["self"],
        "evidence": {"vi": "Báo cáo, danh mục nhiệm vụ", "en": "Report, list of tasks"},
        "inputs": {"share": ratio},
        "rule": {"kind": "steps@1", "steps": steps, "when_undefined": "full"},
    }


def _node(code: str, points: str) -> dict[str, Any]:
    return {
        "code": code,
        "title": {
            "vi": f"Mức độ hoàn thành kế hoạch cải cách hành chính trong năm, mục {code}",
            "en": f"How far the year's plan of reform was carried out, part {code}",
        },
        "max_points": points,
        "law": [{"document": "qd", "article": code}],
    }


def main() -> None:
    """Measure and print one line each."""
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as folder:
        _set_up(Path(folder))
        for line in _measure():
            print(line, flush=True)


def _set_up(folder: Path) -> None:
    os.environ["CHISO_HOME"] = str(folder)
    os.environ.setdefault(
        "CHISO_SECRET_KEY", "a key for a benchmark of more than fifty letters, and no other"
    )
    os.environ["CHISO_SECURE"] = "false"
    os.environ["CHISO_HOSTS"] = '["testserver"]'
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "chiso.office.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # A line a request would stand between the figures.
    settings.LOGGING = {"version": 1, "disable_existing_loggers": True}
    django.setup()
    (folder / "static").mkdir()
    for database in settings.DATABASES:
        call_command("migrate", database=database, verbosity=0)


def _measure() -> list[str]:
    from django.test import Client
    from django.utils import timezone

    from chiso.office.drafting.models import Draft, DraftNode
    from chiso.office.drafting.services import begin_draft
    from chiso.office.people.models import Appointment, Person
    from chiso.office.people.roles import Role

    person = Person.objects.create_user("drafter", None, full_name="Người soạn")
    Appointment.objects.create(person=person, role=Role.COORDINATOR, valid_from=timezone.localdate())
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    document = make_document()
    given = {
        "actor": person,
        "origin": "empty",
        "origin_words": "",
        "identifier": "speed",
        "version_name": "1",
    }
    draft: Draft = begin_draft(document=document, **given)  # type: ignore[arg-type]
    table = f"/bo-tieu-chi/{draft.key}/"

    def of(code: str) -> DraftNode:
        return DraftNode.objects.get(draft=draft, content__code=code)

    def press(do: str, code: str) -> Callable[[], object]:
        def act() -> object:
            node = of(code)
            return client.post(table, {"do": do, "node": f"{node.key}:{node.version}"})

        return act

    def save() -> object:
        node = of("3.3.3")
        other = "2" if node.content["max_points"] == "1" else "1"
        fields = _typed(node.content) | {"expected_version": node.version, "max_points": other}
        return client.post(f"{table}tieu-chi/{node.key}/", fields)

    def undo() -> object:
        last = draft.changes.filter(undoes=None, undone_by=None).order_by("-number")[0]
        return client.post(f"{table}cac-buoc/", {"number": last.number})

    def renumber() -> object:
        return client.post(table, {"do": "renumber", "draft_version": Draft.objects.get().version})

    def move_a_field() -> object:
        """A field with its 50 criteria changes places with another, before all are numbered."""
        return press("up", "2")()

    def turn(first: Callable[[], object], second: Callable[[], object]) -> Callable[[], object]:
        """One of two in turn, so that the draft ends where it began."""
        waiting = [first, second]

        def act() -> object:
            waiting.reverse()
            return waiting[1]()

        return act

    nodes = DraftNode.objects.filter(draft=draft).count()
    page = client.get(table).content
    lines = [_line_of_page(nodes, page)]
    leaf = f"{table}tieu-chi/{of('3.3.3').key}/"
    for name, act in (
        ("the table, seen again", lambda: client.get(table)),
        ("saving a criterion", save),
        ("the table after a change (every check anew)", lambda: (save(), client.get(table))[1]),
        ("the page of a criterion", lambda: client.get(leaf)),
        ("moving up, down", turn(press("up", "2.2.2"), press("down", "2.2.2"))),
        ("into a group, out of it", turn(press("in", "4.4.4"), press("out", "4.4.4"))),
        ("adding a criterion", press("add", "5.5.5")),
        ("numbering all anew", renumber),
        ("undoing", undo),
    ):
        lines.append(_line_of(name, act, before=move_a_field if act is renumber else None))
    return lines


def _line_of_page(nodes: int, page: bytes) -> str:
    weight = len(gzip.compress(page, 6))
    verdict = "within" if weight <= PAGE_WITHIN else "ABOVE"
    name = f"the table of {nodes} nodes, compressed"
    return f"{name:<58} {weight / 1000:9.1f} kB   {verdict} {PAGE_WITHIN // 1000} kB"


def _line_of(name: str, act: Callable[[], Any], before: Callable[[], object] | None = None) -> str:
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    if before is not None:
        before()
    with connection.execute_wrapper(note):
        answer = act()
    assert answer.status_code in (200, 303), f"{name}: {answer.status_code}"
    seconds = median(_processor_seconds(act, before) for _ in range(9))
    verdict = "within" if seconds <= ACTIONS_WITHIN else "ABOVE"
    return (
        f"{name:<58} {seconds * 1000:9.1f} ms   {verdict} {ACTIONS_WITHIN * 1000:.0f} ms   "
        f"{len(statements)} statements"
    )


def _processor_seconds(work: Callable[[], object], before: Callable[[], object] | None) -> float:
    """Seconds of the processor for one call, garbage collected before."""
    if before is not None:
        before()
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _typed(content: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for a criterion of this set."""
    from chiso.office.drafting.sections import node_shape
    from chiso.office.drafting.shapes import TreeForm

    form = TreeForm(node_shape(has_parts=False, content=content), content, language="vi")
    posted = form.as_posted()
    return {name: posted.getlist(name) for name in posted}


if __name__ == "__main__":
    main()
