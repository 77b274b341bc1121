"""Makers of drafts for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from chiso.frameworks.library import load_framework
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.models import Draft, DraftNode
from chiso.office.drafting.services import begin_draft
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_person


def make_drafter(name: str = "Trần Thị Soạn") -> Person:
    person = make_person(name)
    appoint(person, Role.COORDINATOR)
    return person


def make_draft(actor: Person | None = None, key: str = "example-every-rule@1", **given: Any) -> Draft:
    """A draft from a set of the library."""
    document: Any = load_framework(key).tree
    return begin_draft(
        actor=actor or make_drafter(),
        origin="library",
        origin_words=key,
        document=document,
        identifier="bo-thu",
        version_name="2026",
        **given,
    )


def small_draft(actor: Person, **given: Any) -> Draft:
    """Two fields: 1 with 1.1 and 1.2, and 2 with nothing below it."""
    nodes = [
        node("1", "10", nodes=[node("1.1", "4"), node("1.2", "6")]),
        node("2", "5"),
    ]
    document: dict[str, Any] = {
        "title": {"vi": "Bộ nhỏ", "en": "Small set"},
        "status": "draft",
        "completeness": "full",
        "periods": {},
        "rights": {"vi": "Của dự án", "en": "The project's own"},
        "index": {"max_points": "15", "aggregation": {"kind": "sum@1"}, "tie_break": ["1.2"]},
        "nodes": nodes,
    }
    return begin_draft(
        actor=actor,
        origin="empty",
        origin_words="",
        document=document,
        identifier="bo-nho",
        version_name="1",
        **given,
    )


def node(code: str, points: str, *, nodes: list[Any] | None = None) -> dict[str, Any]:
    """A node of a document: a group with nodes, else a leaf whose points are entered."""
    made: dict[str, Any] = {
        "code": code,
        "title": {"vi": f"Mục {code}", "en": f"Part {code}"},
        "max_points": points,
    }
    if nodes is not None:
        return {**made, "nodes": nodes}
    granted = {"type": "number", "title": {"vi": "Điểm", "en": "Points"}}
    return {**made, "inputs": {"granted": granted}, "rule": {"kind": "entered@1"}}


def row(draft: Draft, code: str) -> DraftNode:
    """The row with that code, read afresh."""
    return next(
        one for one in DraftNode.objects.filter(draft=draft).select_related("draft") if one.code == code
    )


def shape_of(draft: Draft) -> list[Any]:
    """The codes of a draft as nested lists: ["1", ["1.1", "1.2"], "2"]."""

    def walk(nodes: list[Any]) -> list[Any]:
        found: list[Any] = []
        for one in nodes:
            found.append(one["code"])
            if one.get("nodes"):
                found.append(walk(one["nodes"]))
        return found

    draft.refresh_from_db()
    tree: Any = document_of(draft)
    return walk(tree["nodes"])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
