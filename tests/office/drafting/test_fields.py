"""Parts of documents in the database keep the order of their keys, on either database."""

from __future__ import annotations

import pytest

from chiso.office.drafting.models import DraftNode
from tests.office.drafting.drafts import make_drafter, row, small_draft

pytestmark = pytest.mark.django_db


def test_keys_keep_the_order_in_which_they_were_written() -> None:
    draft = small_draft(make_drafter())
    node = row(draft, "1.1")
    node.content = {"zz": "1", "b": {"on_time": "2", "late": "1", "a": "0"}, "code": "1.1"}
    node.save()
    assert list(row(draft, "1.1").content) == ["zz", "b", "code"]
    assert list(row(draft, "1.1").content["b"]) == ["on_time", "late", "a"]


def test_a_key_at_the_top_can_be_looked_up() -> None:
    draft = small_draft(make_drafter())
    assert DraftNode.objects.get(draft=draft, content__code="1.2") == row(draft, "1.2")
    assert not DraftNode.objects.filter(draft=draft, content__code="1.25").exists()
