"""A set of the library typed anew into the forms is the same set, to the last digit."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from chiso.frameworks.document import content_hash
from chiso.frameworks.library import load_framework, locked_hashes
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.models import Draft, DraftNode
from chiso.office.people.roles import Role
from tests.office.drafting.typing import typed
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["organisation-quality@2025", "one-stop-shop@2018"])
def test_a_set_typed_anew_has_the_hash_of_the_library(key: str) -> None:
    person = make_person()
    appoint(person, Role.COORDINATOR)
    drafter = Client()
    drafter.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    identifier, _, version = key.partition("@")
    begun = {"identifier": identifier, "version_name": version, "title_vi": "Bộ mới"}
    assert drafter.post("/bo-tieu-chi/moi/empty/", begun).status_code == 303
    draft = Draft.objects.get()
    tree: Any = load_framework(key).tree
    head = {name: value for name, value in tree.items() if name != "nodes"}
    answer = drafter.post(f"/bo-tieu-chi/{draft.key}/khung/", {**typed(head), "expected_version": 1})
    assert answer.status_code == 303, answer.content.decode()
    for node in tree["nodes"]:
        _type_node(drafter, draft, None, node)
    draft.refresh_from_db()
    assert document_of(draft) == tree
    assert content_hash(document_of(draft)) == locked_hashes()[key]


def _type_node(drafter: Client, draft: Draft, above: DraftNode | None, node: dict[str, Any]) -> None:
    """Add a node by the button, fill in its form, then do the same for its parts."""
    chosen = {"do": "add-inside", "node": f"{above.key}:{above.version}"} if above else {"do": "add-top"}
    answer = drafter.post(f"/bo-tieu-chi/{draft.key}/", chosen)
    assert answer.status_code == 303, answer.content.decode()
    row = DraftNode.objects.latest("pk")
    content = {name: value for name, value in node.items() if name != "nodes"}
    # A group gets its own fields once it has parts: these are typed first, as the page asks.
    for part in node.get("nodes", ()):
        _type_node(drafter, draft, row, part)
    address = f"/bo-tieu-chi/{draft.key}/tieu-chi/{row.key}/"
    answer = drafter.post(address, {**typed(content), "expected_version": 1})
    assert answer.status_code == 303, answer.content.decode()
