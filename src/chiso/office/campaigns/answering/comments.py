"""What people of an agency say to one another about a leaf. It never leaves the agency.

Neither appraiser nor coordinator nor auditor reads it: the right to is held in the agency alone.
"""

from __future__ import annotations

from django.db.models import BigIntegerField, CharField

from chiso.language import text
from chiso.office.campaigns.access import COMMENT
from chiso.office.campaigns.answering.access import where_inside
from chiso.office.campaigns.models import Campaign, Comment
from chiso.office.campaigns.participants import Leaf
from chiso.office.compiled import Compiled, given
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require
from chiso.problems import Place, Problem

LONGEST_COMMENT = 2_000
# A leaf is not a place for long talk; the latest are shown.
MOST_SHOWN = 30

declare_verbs({"comment_made": text("commented on {node} inside the agency")})


def add_comment(*, actor: Person, campaign: Campaign, agency: Agency, leaf: Leaf, words: str) -> Comment:
    """Say something about a leaf to the people of one's agency. Raises NoRight, Incomplete (CH-7817).

    The record tells that something was said, not what: who watches the whole reads the record.
    """
    where = where_inside(campaign, agency, leaf.code)
    decision = require(actor, COMMENT, where)
    said = words.strip()
    if not said or len(said) > LONGEST_COMMENT:
        expected = text("Expected words, at most {most} characters.", most=LONGEST_COMMENT)
        mend = text("Write what your colleagues should know; put what is long into a document.")
        raise Incomplete([Problem("CH-7817", Place(field="comment"), "", expected, mend)])
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        made: Comment = Comment.objects.create(
            campaign=campaign, unit_id=leaf.unit, node=leaf.code, agency=agency, author=actor, words=said
        )
        work.record("comment_made", made, facts={"unit": leaf.unit, "node": leaf.code})
    return made


def comments_for(person: Person, campaign: Campaign, agency: Agency, leaf: Leaf) -> list[Comment]:
    """The latest comments on a leaf, oldest first; none for whoever is not of the agency."""
    if not may(person, COMMENT, where_inside(campaign, agency, leaf.code)):
        return []
    latest = _LATEST.rows(campaign=campaign.pk, unit=leaf.unit, node=leaf.code, of=agency.pk)
    return latest[::-1]


_LATEST = Compiled(
    lambda: (
        Comment.objects.select_related("author")
        .filter(
            campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField()),
            node=given("node", CharField()), agency=given("of", BigIntegerField()),
        )
        .order_by("-at", "-pk")[:MOST_SHOWN]
    )
)  # fmt: skip
