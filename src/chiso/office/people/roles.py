"""The roles of the office and what they are called."""

from __future__ import annotations

from enum import StrEnum

from chiso.language import Text, text


class Role(StrEnum):
    """What a person is to the office; held in an agency, or for the whole city."""

    COORDINATOR = "coordinator"
    AGENCY_OFFICER = "agency_officer"
    AGENCY_HEAD = "agency_head"
    APPRAISER = "appraiser"
    COUNCIL_MEMBER = "council_member"
    COUNCIL_SECRETARY = "council_secretary"
    STATISTICIAN = "statistician"
    INSPECTOR = "inspector"
    CITY_LEADER = "city_leader"
    AUDITOR = "auditor"
    ACCOUNT_ADMINISTRATOR = "account_administrator"
    SYSTEM_ADMINISTRATOR = "system_administrator"


NAMES: dict[Role, Text] = {
    Role.COORDINATOR: text("coordinator"),
    Role.AGENCY_OFFICER: text("agency officer"),
    Role.AGENCY_HEAD: text("head of agency"),
    Role.APPRAISER: text("appraiser"),
    Role.COUNCIL_MEMBER: text("council member"),
    Role.COUNCIL_SECRETARY: text("secretary of the council"),
    Role.STATISTICIAN: text("statistician"),
    Role.INSPECTOR: text("member of an inspection team"),
    Role.CITY_LEADER: text("leader of the city"),
    Role.AUDITOR: text("auditor"),
    Role.ACCOUNT_ADMINISTRATOR: text("administrator of accounts"),
    Role.SYSTEM_ADMINISTRATOR: text("administrator of the system"),
}

# Held in an agency; the others are held for the city as a whole.
IN_AN_AGENCY = frozenset({Role.AGENCY_OFFICER, Role.AGENCY_HEAD, Role.APPRAISER})
# Of these an agency may be named (whose staff one is), and need not be.
WITH_OR_WITHOUT_AGENCY = frozenset({Role.INSPECTOR, Role.COUNCIL_MEMBER, Role.COORDINATOR, Role.STATISTICIAN})
