"""Objects about drafts for the access table; each part of the app adds its own (`*_samples.py`)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from chiso.office.drafting.models import DraftNode, Question
from tests.office.drafting.drafts import small_draft
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    draft = small_draft(world.people["coordinator"])
    node = DraftNode.objects.filter(draft=draft).order_by("pk")[0]
    leaf = next(one for one in DraftNode.objects.filter(draft=draft) if one.code == "1.2")
    Question.objects.create(
        draft=draft,
        number=1,
        code="CH-2600",
        node=leaf.key,
        place={"vi": "trang 1", "en": "page 1"},
        found="Tối đa 6",
        asks={"vi": "Điểm này là của cả nhóm?", "en": "Are these points of the whole group?"},
        choices=[{"vi": "Của nhóm", "en": "Of the group"}, {"vi": "Của mục", "en": "Of the criterion"}],
    )
    whole = {"": {"key": draft.key}}
    nodes = {
        "a group": {"key": draft.key, "node": node.key},
        "a leaf": {"key": draft.key, "node": leaf.key},
    }
    found = {
        **{
            f"drafting:{name}": whole
            for name in ("draft", "head", "steps", "questions", "abandon", "document")
        },
        **{f"drafting:{name}": nodes for name in ("node", "split", "delete", "comment")},
        "drafting:new": {one: {"origin": one} for one in ("annex", "library", "empty")},
    }
    for file in sorted(Path(__file__).parent.rglob("*_samples.py")):
        place = ".".join(file.relative_to(Path(__file__).parent).with_suffix("").parts)
        found |= import_module(f"tests.office.drafting.{place}").samples(world)
    return found
