"""Who may read the record, verify it, and erase a person from it."""

from __future__ import annotations

from chiso.language import text
from chiso.office.people.rights import Right, declare
from chiso.office.people.roles import Role

READ = "ledger.read"
VERIFY = "ledger.verify"
ERASE = "ledger.erase"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(READ, Role.AUDITOR),
        Right(VERIFY, Role.AUDITOR),
        Right(VERIFY, Role.SYSTEM_ADMINISTRATOR),
        Right(ERASE, Role.ACCOUNT_ADMINISTRATOR),
        titles={
            READ: text("read the record as a whole and take it away"),
            VERIFY: text("verify the record"),
            ERASE: text("erase a person who has left"),
        },
    )
