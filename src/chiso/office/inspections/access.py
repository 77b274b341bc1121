"""Who may do what with inspections, and the one place that fetches them by key.

The coordinator prepares an inspection, a leader of the city who had no hand in it approves it. Members of a
team see the visits of their own team once they are drawn, no others. An agency sees a visit when it is
announced, or when its head got the record, and nothing before; nor does anybody who holds a post in it or is
tied to it, whatever else they may read (`interests`). To everybody else a key leads to nothing. The seed of a
draw is read by nobody before it is opened. Who is to visit a place a second time knows nothing of the first
visit before (`blindness`).
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.inspections.blindness import looked_at_blind, not_before_the_second_draw_opens
from chiso.office.inspections.interests import TOLD, interests_of
from chiso.office.inspections.models import (
    Inspection,
    Photo,
    Record,
    SecondDraw,
    Tie,
    Visit,
    VoiceNote,
)
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.rights import (
    Right,
    Where,
    Whose,
    agencies_for,
    declare,
    require_for_page,
)
from chiso.office.people.roles import Role

READ = "inspections.read"
PREPARE = "inspections.prepare"
APPROVE = "inspections.approve"
TIE = "inspections.tie"
GO = "inspections.go"
DELETE_SOUND = "inspections.delete_sound"
FRAME = "inspections.frame"
READ_RULES = "inspections.read_rules"
BRING_RULES = "inspections.bring_rules"

CHAIN = "inspections"
RULES = "inspections/rules"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        *(Right(READ, role) for role in (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)),
        *(Right(READ, role) for role in (Role.INSPECTOR, Role.STATISTICIAN)),
        *(Right(READ, role, Whose.OWN) for role in (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)),
        *(Right(FRAME, role) for role in (Role.COORDINATOR, Role.CITY_LEADER, Role.STATISTICIAN)),
        *(Right(READ_RULES, role) for role in (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)),
        *(Right(READ_RULES, role) for role in (Role.INSPECTOR, Role.STATISTICIAN)),
        Right(BRING_RULES, Role.COORDINATOR),
        Right(PREPARE, Role.COORDINATOR),
        Right(APPROVE, Role.CITY_LEADER),
        Right(TIE, Role.COORDINATOR),
        Right(TIE, Role.INSPECTOR),
        Right(GO, Role.INSPECTOR),
        Right(DELETE_SOUND, Role.INSPECTOR),
        Right(DELETE_SOUND, Role.COORDINATOR),
        titles={
            READ: text("read inspections, as far as they are open to one"),
            FRAME: text("read the places from which an inspection is drawn"),
            READ_RULES: text("read the checklists and rules of severity that inspections go by"),
            BRING_RULES: text("bring checklists and rules of severity of the city's own"),
            PREPARE: text("prepare inspections: focus, places, teams, draw, calendar of visits"),
            APPROVE: text("approve the plan of an inspection that others prepared"),
            TIE: text("say who is tied to which agency and does not inspect it"),
            GO: text("make the visits of one's own team and write their records"),
            DELETE_SOUND: text("delete the sound of voice notes of visits"),
        },
    )


def chain_of(inspection: Inspection) -> str:
    """The chain of what is done in an inspection."""
    return f"{CHAIN}/{inspection.number}"


def where_of_all() -> Where:
    """The place of inspections as a whole: of the city."""
    return Where(chain=CHAIN)


def where_of_rules() -> Where:
    """The place of what inspections go by: of the city."""
    return Where(chain=RULES)


def where_of(inspection: Inspection, *, barred: frozenset[int] = frozenset()) -> Where:
    """The place of an inspection: of the city."""
    return Where(barred=barred, chain=chain_of(inspection))


def where_of_visit(visit: Visit) -> Where:
    """The place of a visit: with the agency that is visited."""
    return Where(visit.place.agency, chain=chain_of(visit.inspection))


def barred_from(inspection: Inspection) -> frozenset[int]:
    """Who had a hand in an inspection. One query."""
    return frozenset(inspection.preparers.values_list("person", flat=True))


def teams_of(person: Person) -> frozenset[int]:
    """The teams (primary keys) whose member a person is at present, by which they inspect."""
    found = (one.team for one in holdings(person) if one.team is not None)
    return frozenset(team.pk for team in found if team.role == Role.INSPECTOR)


def sees_all(person: Person) -> bool:
    """Whether a person sees the visits of the whole city: the coordinator, leaders. What is kept from them
    because of an interest of their own is kept all the same."""
    held = {one.appointment.role for one in holdings(person) if one.allows(READ)}
    return bool(held & {Role.COORDINATOR, Role.CITY_LEADER})


def visits_for(person: Person) -> QuerySet[Visit]:
    """The visits that a person may see: all; after opening (auditor); of their teams; of agencies in which
    they have an interest only those that were announced, or whose record was handed over; never the one
    before a second visit that they are to make blind."""
    rows, teams = Visit.objects.filter(~interests_of(person).visits() | TOLD), teams_of(person)
    if teams:
        rows = rows.exclude(looked_at_blind(teams))
    if sees_all(person):
        return rows
    held = {one.appointment.role for one in holdings(person) if one.allows(READ)}
    seen = Q(team__in=teams, inspection__drawn_at__isnull=False)
    if Role.AUDITOR in held:
        seen |= Q(inspection__opened_at__isnull=False) & not_before_the_second_draw_opens()
    agencies = own_agencies_of(person)
    if agencies:
        seen |= Q(place__agency__in=agencies) & TOLD
    return rows.filter(seen)


def own_agencies_of(person: Person) -> frozenset[int]:
    """The agencies for which a person reads what concerns them, as officer or head."""
    own = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
    found = (one.appointment for one in holdings(person) if one.allows(READ))
    return frozenset(one.agency_id for one in found if one.role in own and one.agency_id is not None)


def visit_for(person: Person, key: str) -> Visit:
    """A visit by its key. Raises NotFound where it is not, or is not open to this person."""
    rows = visits_for(person).select_related("inspection", "place__agency", "team", "again_of")
    found: Visit | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def visit_to_make(person: Person, key: str) -> Visit:
    """A visit of a person's own team, to be made or written down. Raises NotFound."""
    rows = Visit.objects.filter(team__in=teams_of(person), inspection__drawn_at__isnull=False)
    found: Visit | None = (
        rows.select_related("inspection", "place__agency", "team", "again_of").filter(key=key).first()
    )
    if found is None:
        raise NotFound
    return found


def inspections_for(person: Person) -> QuerySet[Inspection]:
    """The inspections that a person may read: all; those that are opened (auditor); those with a frame
    (statistician); of one's own team once drawn; of agencies those with a visit that they may see."""
    rows = Inspection.objects.all()
    if sees_all(person):
        return rows
    held = {one.appointment.role for one in holdings(person) if one.allows(READ)}
    seen = Q(pk__in=visits_for(person).order_by().values("inspection"))
    if Role.AUDITOR in held:
        seen |= Q(opened_at__isnull=False)
    if Role.STATISTICIAN in held:
        seen |= ~Q(frame_sha256="")
    return rows.filter(seen)


def inspection_for(person: Person, key: str) -> Inspection:
    """An inspection by its key. Raises NotFound."""
    rows = inspections_for(person).select_related("led_by", "led_with", "prepared_by", "approved_by")
    found: Inspection | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def inspection_to_prepare(person: Person, key: str) -> Inspection:
    """An inspection that this person may prepare. Raises NotFound, NoRight."""
    found = inspection_for(person, key)
    require_for_page(person, PREPARE, where_of(found))
    return found


def sees_list(person: Person, inspection: Inspection) -> bool:
    """Whether a person sees the list that was drawn for the city: who prepares or approves; the auditor
    after opening."""
    if inspection.drawn_at is None:
        return False
    if sees_all(person):
        return True
    held = {one.appointment.role for one in holdings(person) if one.allows(READ)}
    return Role.AUDITOR in held and inspection.opened_at is not None


def may_take_folder(person: Person, inspection: Inspection) -> bool:
    """Whether a person takes the files of an opened draw, which name every visit: who sees the list, and the
    statistician, who estimates from it."""
    if inspection.opened_at is None:
        return False
    held = {one.appointment.role for one in holdings(person) if one.allows(READ)}
    return sees_list(person, inspection) or Role.STATISTICIAN in held


def second_draw_for(person: Person, key: str) -> tuple[Inspection, SecondDraw | None]:
    """An inspection by its key with the draw of its second visits, for who prepares or approves; after it was
    opened for who takes the folder of the first. Raises NotFound."""
    inspection = inspection_for(person, key)
    found = SecondDraw.objects.filter(inspection=inspection).first()
    if found is not None:
        found.inspection = inspection
    if not sees_second(person, inspection, found):
        raise NotFound
    return inspection, found


def sees_second(person: Person, inspection: Inspection, second: SecondDraw | None = None) -> bool:
    """Whether a person sees how second visits stand. One query for who sees a draw once it is opened."""
    if inspection.opened_at is None or sees_all(person):
        return inspection.opened_at is not None
    if not may_take_folder(person, inspection):
        return False
    if second is not None:
        return second.opened_at is not None
    return SecondDraw.objects.filter(inspection=inspection, opened_at__isnull=False).exists()


def ties_for(person: Person) -> QuerySet[Tie]:
    """The ties that stand and that a person may see: all of them, or their own."""
    rows = Tie.objects.filter(ended_at=None).select_related("person", "agency", "said_by")
    return rows if agencies_for(person, PREPARE) is None else rows.filter(person=person)


def tie_for(person: Person, key: str) -> Tie:
    """A tie by its key. Raises NotFound."""
    found: Tie | None = ties_for(person).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def sees_record(person: Person, visit: Visit) -> bool:
    """Whether a person who sees a visit (`visits_for`) reads its record: the agency once its head got it,
    nobody of it and nobody tied to it sooner."""
    if visit.handed_over_at is not None:
        return True
    if interests_of(person).include(visit):
        return False
    if sees_all(person) or visit.team_id in teams_of(person):
        return True
    held = {one.appointment.role for one in holdings(person) if one.allows(READ)}
    return Role.AUDITOR in held and visit.inspection.opened_at is not None


def record_for(person: Person, key: str) -> tuple[Visit, Record | None]:
    """A visit by its key with its record, None where none was begun. Raises NotFound."""
    visit = visit_for(person, key)
    if not sees_record(person, visit):
        raise NotFound
    return visit, Record.objects.filter(visit=visit).first()


def photo_for(person: Person, key: str) -> Photo:
    """A photograph by its key, for whoever reads its record. Raises NotFound."""
    rows = Photo.objects.select_related("content", "record__visit__inspection")
    found: Photo | None = rows.filter(key=key, is_removed=False).first()
    if found is None or not sees_record(person, visit_for(person, found.record.visit.key)):
        raise NotFound
    return found


def voice_note_for(person: Person, key: str) -> VoiceNote:
    """A voice note by its key, for whoever reads its record. Raises NotFound."""
    rows = VoiceNote.objects.select_related("content", "record__visit__inspection")
    found: VoiceNote | None = rows.filter(key=key, is_removed=False).first()
    if found is None or not sees_record(person, visit_for(person, found.record.visit.key)):
        raise NotFound
    return found


def sound_to_delete(person: Person, key: str) -> VoiceNote:
    """A voice note whose sound they may delete: of one's own team, or as coordinator. Raises NotFound."""
    found = voice_note_for(person, key)
    visit = visit_for(person, found.record.visit.key)
    if found.deleted_at is not None or not may_delete_sound(person, visit):
        raise NotFound
    found.record.visit = visit
    return found


def may_delete_sound(person: Person, visit: Visit) -> bool:
    """Whether a person deletes sounds of a visit: its team, the coordinator; nobody with a tie to it."""
    if interests_of(person).include(visit):
        return False
    held = {one.appointment.role for one in holdings(person) if one.allows(DELETE_SOUND)}
    return visit.team_id in teams_of(person) or Role.COORDINATOR in held
