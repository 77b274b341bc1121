"""Reading drafts: lists, the tree with its sums and problems, steps, questions, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, Max, Q, QuerySet

from chiso.figures import NotANumber, parse_exact
from chiso.frameworks.document import Tree
from chiso.language import Bilingual
from chiso.office.drafting.access import drafts_for
from chiso.office.drafting.assembling import Placed, assemble, place, rows_of
from chiso.office.drafting.checking import Checked, Sorted, check, sort_by_node
from chiso.office.drafting.models import Change, Draft, DraftNode, NodeComment, Question
from chiso.office.people.models import Person

LAST_STEPS = 30


def drafts_with_counts(person: Person) -> QuerySet[Draft]:
    """The drafts that a person may read, open ones first, with counts of nodes and the last step's time."""
    return (
        drafts_for(person)
        .annotate(
            node_count=Count("nodes", distinct=True),
            is_over=Count("pk", filter=Q(state__in=("frozen", "abandoned")), distinct=True),
            last_step=Max("changes__at"),
        )
        .order_by("is_over", "-created_at", "pk")
    )


@dataclass(slots=True)
class Row:
    """A node as the table of a draft shows it."""

    placed: Placed
    title: Bilingual
    maximum: Fraction | str | None
    parts_sum: Fraction | None
    problems: int = 0
    questions: int = 0
    comments: int = 0

    @property
    def node(self) -> DraftNode:
        """Its row."""
        return self.placed.row

    @property
    def adds_up(self) -> bool:
        """Whether the sum of its parts is its maximum, or nothing can be said about that."""
        return self.parts_sum is None or self.parts_sum == self.maximum

    @property
    def kind(self) -> str:
        """The kind of its rule; "" for a group."""
        rule = self.node.content.get("rule")
        return str(rule.get("kind") or "") if isinstance(rule, dict) and not self.placed.parts else ""


@dataclass
class DraftPage:
    """What the page of a draft shows."""

    draft: Draft
    placed: list[Placed]
    rows: list[Row] = field(default_factory=list)
    open_questions: int = 0
    open_comments: int = 0
    parts_sum: Fraction | None = None
    maximum: Fraction | str | None = None

    @cached_property
    def checked(self) -> Checked:
        """What the loader says; asked only by pages that show it, since it takes a tenth of a second."""
        return check(assemble(self.draft, self.placed))

    @cached_property
    def sorted(self) -> Sorted:
        """Its problems, each at its node."""
        return sort_by_node(self.checked, self.placed)

    @property
    def problem_count(self) -> int:
        """How many problems the loader found."""
        return len(self.checked.problems)


def placed_draft(draft: Draft) -> DraftPage:
    """The nodes of a draft where they stand, and what the loader says of them. One query."""
    return DraftPage(draft, place(rows_of(draft)))


def draft_page(draft: Draft) -> DraftPage:
    """Everything about a draft, in three queries."""
    page = placed_draft(draft)
    placed = page.placed
    questions = _counts(Question.objects.filter(draft=draft, answered_at=None))
    comments = _counts(NodeComment.objects.filter(draft=draft, resolved_at=None))
    page.open_questions, page.open_comments = sum(questions.values()), sum(comments.values())
    index = draft.head.get("index")
    page.maximum = _maximum(index if isinstance(index, dict) else {})
    page.parts_sum = _sum(draft.head.get("index"), [one for one in placed if one.parent is None])
    for one in placed:
        content = one.row.content
        page.rows.append(
            Row(
                one,
                title_of(content),
                _maximum(content),
                _sum(content, one.parts),
                len(page.sorted.of_nodes.get(one.row.pk, ())),
                questions.get(one.row.key, 0),
                comments.get(one.row.key, 0),
            )
        )
    return page


def _counts(rows: QuerySet[Question] | QuerySet[NodeComment]) -> dict[str, int]:
    found = rows.order_by().values("node").annotate(n=Count("pk"))
    return {one["node"]: one["n"] for one in found}


def title_of(content: dict[str, Tree]) -> Bilingual:
    """The title of a node; empty where it has none."""
    title = content.get("title")
    words = title if isinstance(title, dict) else {}
    vi, en = words.get("vi"), words.get("en")
    return Bilingual(vi if isinstance(vi, str) else None, en if isinstance(en, str) else None)


def _maximum(content: dict[str, Tree]) -> Fraction | str | None:
    """The maximum; as it is written where it is no figure."""
    written = content.get("max_points")
    if not isinstance(written, str):
        return None
    try:
        return parse_exact(written)
    except NotANumber:
        return written


def _sum(content: Tree, parts: Sequence[Placed]) -> Fraction | None:
    """What the maxima of the regular parts add up to; None where they are not summed or not all stated."""
    written = content if isinstance(content, dict) else {}
    aggregation = written.get("aggregation")
    kind = aggregation.get("kind") if isinstance(aggregation, dict) else "sum@1"
    if not parts or kind != "sum@1" or written.get("role") in ("penalty", "fact"):
        return None
    counted = [one for one in parts if one.row.content.get("role") in (None, "regular", written.get("role"))]
    maxima = [_maximum(one.row.content) for one in counted]
    figures = [one for one in maxima if isinstance(one, Fraction)]
    return sum(figures, Fraction(0)) if counted and len(figures) == len(counted) else None


def last_steps(draft: Draft) -> list[Change]:
    """The last steps, the latest first; each knows whether it was undone."""
    steps = draft.changes.select_related("actor", "undoes", "undone_by").order_by("-number")
    return list(steps[:LAST_STEPS])


def questions_of(draft: Draft) -> list[Question]:
    """All questions, open ones first."""
    rows = draft.questions.select_related("answered_by").order_by("number")
    return sorted(rows, key=lambda one: one.answered_at is not None)


def comments_on(node: DraftNode) -> list[NodeComment]:
    """The comments on a node, the oldest first."""
    rows = NodeComment.objects.filter(draft=node.draft, node=node.key)
    return list(rows.select_related("author", "resolved_by"))
