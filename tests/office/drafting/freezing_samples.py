"""Objects of consultations, approval, sets in force and programmes for the access table."""

from __future__ import annotations

from chiso.office.drafting.consulting.services.opinions import Sender, give_opinion, receive_opinion
from chiso.office.drafting.freezing.services import submit_draft
from chiso.office.drafting.programmes.services import LeagueGiven, save_league, save_programme
from tests.office.drafting.sets import Cast, freeze, lay_open, make_draft, small_set
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    cast = _cast(world)
    asked = make_draft(cast.coordinator, small_set("dang-hoi"))
    consultation = lay_open(cast, asked, agencies=[world.own])
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=world.own, node="1.1", words="Nên 5 điểm."
    )
    public = receive_opinion(
        consultation=consultation, node="", words="Nên rõ hơn.", sender=Sender("Bà Lan", "", "203.0.113.7")
    )
    free = make_draft(cast.coordinator, small_set("de-trong"))
    waiting = make_draft(cast.coordinator, small_set("cho-duyet"))
    submit_draft(actor=cast.coordinator, draft=waiting, expected_version=waiting.version)
    freeze(cast, make_draft(cast.coordinator, small_set("da-ban-hanh", "2025")))
    frozen = freeze(cast, make_draft(cast.coordinator, small_set("da-ban-hanh")))
    programme = save_programme(actor=cast.coordinator, name="ha-noi", title="Đánh giá 2026", period="2026")
    league = save_league(
        actor=cast.coordinator,
        programme=programme,
        given=LeagueGiven("Phường, xã", "papi@2019", {"levels": ["commune"]}, []),
        expected_version=1,
    )
    consult, named = {"key": consultation.key}, {"name": frozen.set_key}
    drafts = {"free": {"key": free.key}, "asked": {"key": asked.key}, "waiting": {"key": waiting.key}}
    opinions = {"own": {"key": opinion.key}, "public": {"key": public.key}}
    whole = {"": {"key": programme.key}}
    return {
        "drafting:public-consultation": {"": {"slug": consultation.slug}},
        **{
            f"drafting:{name}": {"own": consult}
            for name in (
                "consultation", "give-opinion", "extend-consultation", "end-consultation", "answer-opinions",
            )
        },
        "drafting:opinions-table": {form: {**consult, "form": form} for form in ("docx", "xlsx")},
        **{
            f"drafting:{name}": opinions for name in ("change-opinion", "answer-opinion", "erase-sender")
        },
        **{f"drafting:{name}": drafts for name in ("open-consultation", "checklist", "approve")},
        "drafting:draft-file": {
            form: {"key": free.key, "form": form} for form in ("docx", "xlsx", "yaml")
        },
        **{f"drafting:{name}": {"": named} for name in ("frozen", "frozen-differences", "errata")},
        "drafting:frozen-file": {
            form: {**named, "form": form} for form in ("docx", "xlsx", "json", "yaml")
        },
        **{
            f"drafting:{name}": whole
            for name in (
                "programme", "change-programme", "close-programme", "add-league", "calendar",
                "open-campaigns", "programme-document",
            )
        },
        "drafting:league": {"": {"key": league.key}},
    }  # fmt: skip


def _cast(world: World) -> Cast:
    """The people of the world in their parts."""
    people = world.people
    return Cast(
        coordinator=people["coordinator"],
        statistician=people["statistician"],
        leader=people["city_leader"],
        health=world.own,
        education=world.other,
        doctor=world.colleague.person,
        nurse=people["agency_officer"],
        teacher=world.outsider.person,
    )
