"""Objects about people for the access table."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from chiso.office.people.links import make_token
from chiso.office.people.models import Invitation, Team, TeamMember
from chiso.office.people.roles import Role
from tests.office.making import make_person, stand_in
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    own, other = world.colleague, world.outsider
    administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
    both = {"own": {"key": own.person.key}, "other": {"key": other.person.key}}
    appointments = {"own": {"key": own.key}, "other": {"key": other.key}}
    inside = stand_in(own, make_person("Đỗ Văn Thay", username="deputy"))
    outside = stand_in(other, own.person)
    invitation = Invitation.objects.create(
        token_digest=make_token()[1],
        full_name="Hoàng Thị Mới",
        role=Role.STATISTICIAN,
        invited_by=administrator,
        expires_at=timezone.now() + timedelta(days=1),
    )
    team = Team.objects.create(name="Tổ kiểm tra số 1", role="inspector", valid_from=timezone.localdate())
    TeamMember.objects.create(team=team, person=own.person)
    of_team = {"": {"key": team.key}}
    return {
        "people:open-invitation": {"": {"token": "a-token-that-nobody-made"}},
        "people:open-renewal": {"": {"token": "a-token-that-nobody-made"}},
        "people:person": both,
        "people:appoint": both,
        "people:stand-in": both,
        "people:renew": both,
        "people:end-service": both,
        "people:change-appointment": appointments,
        "people:end-appointment": appointments,
        "people:end-stand-in": {"own": {"key": inside.key}, "other": {"key": outside.key}},
        "people:revoke-invitation": {"": {"key": invitation.key}},
        "people:team": of_team,
        "people:change-team": of_team,
        "people:add-member": of_team,
        "people:remove-member": {"": {"key": team.key, "person_key": own.person.key}},
        "openid_connect_login": {"": {"provider_id": "city"}},
        "openid_connect_callback": {"": {"provider_id": "city"}},
    }
