"""Objects about submissions, receipts and workbooks for the access table."""

from __future__ import annotations

from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Receipt, Submission, Workbook
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World

_OF_AGENCIES = (
    "submission", "hand-up", "send-back", "approve-submission", "submit", "take-back", "return-submission",
    "complete-submission", "workbooks", "take-workbook",
)  # fmt: skip


def samples(world: World) -> Samples:
    key, head = world.campaign.key, world.people[Role.AGENCY_HEAD]
    pairs = {"own": world.own, "other": world.other}
    receipts, books = {}, {}
    with scopes_disabled():
        for number, (name, agency) in enumerate(pairs.items(), 1):
            submission = Submission.objects.create(campaign=world.campaign, agency=agency, state="submitted")
            receipts[name] = Receipt.objects.create(
                submission=submission, campaign=world.campaign, agency=agency, number=number, revision=1,
                content="0" * 64, answered=1, of_leaves=2, documents=0, by=head,
            )  # fmt: skip
            books[name] = Workbook.objects.create(
                campaign=world.campaign, agency=agency, name="so.xlsx", sha256="0" * 64, brought_by=head
            )
    agencies = {name: {"key": key, "agency_key": one.key} for name, one in pairs.items()}
    of_receipts = {name: {"key": key, "receipt_key": one.key} for name, one in receipts.items()}
    return {
        **{f"campaigns:{name}": agencies for name in _OF_AGENCIES},
        **{f"campaigns:{name}": of_receipts for name in ("receipt", "receipt-letter", "receipt-content")},
        "campaigns:submissions": {"": {"key": key}},
        "campaigns:workbook": {
            name: {"key": key, "agency_key": pairs[name].key, "workbook_key": one.key}
            for name, one in books.items()
        },
    }
