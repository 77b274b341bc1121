"""Writes of the organisation: a table of units is brought, compared, accepted; sections and contacts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date

from django.utils import timezone

from chiso.language import stored_sort_key, text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import ORGANISATION, unit_of_work
from chiso.office.organisation.access import CHANGE, KEEP
from chiso.office.organisation.comparing import Differences, compare, parent_uid
from chiso.office.organisation.models import Agency, AgencyForm, ContactPoint, Proposal, Section
from chiso.office.organisation.selectors import workers_in
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem
from chiso.units import Registry, Unit, read_units

declare_verbs(
    {
        "units_brought": text("brought the table of units {table}, {rows} rows"),
        "units_accepted": text(
            "accepted the table of units: new {new}, new forms {forms}, changed {changed}"
        ),
        "units_discarded": text("discarded the table of units"),
        "section_added": text("added the section {section}"),
        "section_changed": text("changed the section {section}"),
        "contact_added": text("added the contact point for {matter}"),
        "contact_changed": text("changed the contact point for {matter}"),
        "contact_removed": text("removed the contact point for {matter}"),
    }
)


def propose_units(*, actor: Person, table: bytes, name: str, regime: str = "") -> Proposal:
    """Keep a table of units, to be compared and accepted or discarded. Changes no agency.

    Raises NoRight, BadInput (every problem of the table: CH-10nn, CH-12nn, CH-13nn).
    """
    decision = require(actor, CHANGE, Where())
    registry, report = read_units(table, name=name)
    report.stop_if_any()
    with unit_of_work(ORGANISATION, actor=actor, decision=decision) as work:
        proposal = Proposal.objects.create(name=name, table=table.decode("utf-8-sig"), regime=regime)
        facts = {"table": name, "rows": len(registry), "sha256": hashlib.sha256(table).hexdigest()}
        work.record("units_brought", proposal, facts=facts)
    return proposal


def registry_of(proposal: Proposal) -> Registry:
    """The units that a proposal holds."""
    registry, _report = read_units(proposal.table.encode(), name=proposal.name)
    return registry


def accept_units(*, actor: Person, proposal: Proposal, expected_version: int) -> Differences:
    """Make agencies what the table says; agencies that it does not name stay. Returns what was changed.

    Raises NoRight, Conflict, Incomplete (CH-7201, CH-7202 of the table against what stands, CH-7203).
    """
    decision = require(actor, CHANGE, Where())
    with unit_of_work(ORGANISATION, actor=actor, decision=decision) as work:
        current = lock_version(proposal, expected_version)
        _refuse_decided(current)
        registry = registry_of(current)
        differences = compare(registry, current.regime)
        if differences.problems:
            raise Incomplete(differences.problems)
        _write(registry, differences, current.regime)
        current.accepted_at = timezone.now()
        save_next(current)
        facts = {
            "new": len(differences.new),
            "forms": len(differences.new_forms),
            "changed": len(differences.changed),
        }
        work.record("units_accepted", current, facts=facts)
    return differences


def discard_units(*, actor: Person, proposal: Proposal, expected_version: int) -> None:
    """Lay a proposal aside; nothing else changes. Raises NoRight, Conflict, Incomplete (CH-7203)."""
    decision = require(actor, CHANGE, Where())
    with unit_of_work(ORGANISATION, actor=actor, decision=decision) as work:
        current = lock_version(proposal, expected_version)
        _refuse_decided(current)
        current.discarded_at = timezone.now()
        save_next(current)
        work.record("units_discarded", current)


def save_section(
    *,
    actor: Person,
    agency: Agency,
    name: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    people: Collection[Person] = (),
    section: Section | None = None,
    expected_version: int = 0,
) -> Section:
    """Add a section to an agency, or change the one given; `people` belong to it from then on, nobody else.

    Raises NoRight, Conflict, Incomplete (CH-8270: somebody who works in another agency).
    """
    decision = require(actor, KEEP, Where(agency))
    known = {one.pk for one in workers_in(agency)} if people else set()
    strangers = [one for one in people if one.pk not in known]
    if strangers:
        raise Incomplete([_not_of_the_agency(one.full_name) for one in strangers])
    with unit_of_work(ORGANISATION, actor=actor, decision=decision) as work:
        if section is None:
            current = Section.objects.create(
                agency=agency, name=name, valid_from=valid_from, valid_to=valid_to
            )
        else:
            current = lock_version(section, expected_version, given={"name": name})
            current.name, current.valid_from, current.valid_to = name, valid_from, valid_to
            save_next(current)
        current.people.set(people)
        facts = {"section": name, "people": sorted(one.pk for one in people)}
        work.record("section_changed" if section else "section_added", agency, facts=facts)
    return current


def _not_of_the_agency(name: str) -> Problem:
    expected = text("Expected officers and heads of this agency.")
    mend = text("Leave the person out, or have them appointed in this agency first.")
    return Problem("CH-8270", Place(field="people"), name, expected, mend)


def save_contact(
    *,
    actor: Person,
    agency: Agency,
    matter: str,
    name: str,
    telephone: str,
    email: str,
    contact: ContactPoint | None = None,
    expected_version: int = 0,
) -> ContactPoint:
    """Add a contact point to an agency, or change the one given. Raises NoRight, Conflict."""
    decision = require(actor, KEEP, Where(agency))
    given = {"matter": matter, "name": name, "telephone": telephone, "email": email}
    with unit_of_work(ORGANISATION, actor=actor, decision=decision) as work:
        if contact is None:
            current = ContactPoint.objects.create(agency=agency, **given)
        else:
            current = lock_version(contact, expected_version, given=given)
            for field, value in given.items():
                setattr(current, field, value)
            save_next(current)
        # The name, telephone and mail speak of a person: they stand apart from the chain.
        words = {field: given[field] for field in ("name", "telephone", "email") if given[field]}
        verb = "contact_changed" if contact else "contact_added"
        work.record(verb, agency, facts={"matter": matter}, words=words)
    return current


def remove_contact(*, actor: Person, contact: ContactPoint, expected_version: int) -> None:
    """Take a contact point away. Raises NoRight, Conflict."""
    decision = require(actor, KEEP, Where(contact.agency))
    with unit_of_work(ORGANISATION, actor=actor, decision=decision) as work:
        current = lock_version(contact, expected_version)
        matter = current.matter
        current.delete()
        work.record("contact_removed", contact.agency, facts={"matter": matter})


def _refuse_decided(proposal: Proposal) -> None:
    if proposal.accepted_at is None and proposal.discarded_at is None:
        return
    problem = Problem(
        "CH-7203",
        Place(proposal.name),
        "",
        text("Expected a table that was neither accepted nor discarded."),
        text("Bring the table once more if it should be accepted."),
    )
    raise Incomplete([problem])


def _write(registry: Registry, differences: Differences, regime: str) -> None:
    """Agencies first, then their forms, since a form points to the agency above it."""
    missing = dict.fromkeys(unit.uid for unit in differences.new)
    names = {uid: _latest(registry, uid).name for uid in missing}
    Agency.objects.bulk_create(
        Agency(uid=uid, name=name, sort_key=stored_sort_key(name)) for uid, name in names.items()
    )
    agencies = {agency.uid: agency for agency in Agency.objects.all()}
    AgencyForm.objects.bulk_create(
        _fill(AgencyForm(agency=agencies[unit.uid]), unit, registry, agencies, regime)
        for unit in (*differences.new, *differences.new_forms)
    )
    for changed in differences.changed:
        _fill(changed.form, changed.unit, registry, agencies, regime).save()
    touched = {unit.uid for unit in differences.new_forms} | {one.unit.uid for one in differences.changed}
    for uid in touched:
        _name_by_latest_form(agencies[uid])


def _fill(
    form: AgencyForm, unit: Unit, registry: Registry, agencies: dict[str, Agency], regime: str
) -> AgencyForm:
    form.code, form.name, form.level, form.kind = unit.code, unit.name, unit.level, unit.kind
    form.parent = agencies.get(parent_uid(registry, unit))
    form.group, form.aliases = unit.group, list(unit.aliases)
    form.regime = regime or form.regime
    form.valid_from, form.valid_to = unit.valid_from, unit.valid_to
    return form


def _latest(registry: Registry, uid: str) -> Unit:
    return max(registry.history(uid), key=lambda unit: unit.valid_from or date.min)


def _name_by_latest_form(agency: Agency) -> None:
    form = max(agency.forms.all(), key=lambda one: one.valid_from or date.min)
    if form.name != agency.name:
        agency.name, agency.sort_key = form.name, stored_sort_key(form.name)
        save_next(agency)
