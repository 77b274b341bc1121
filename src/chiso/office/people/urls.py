"""Addresses of accounts (`tai-khoan/`) and of people (`nguoi-dung/`)."""

from __future__ import annotations

from django.urls import include, path

from chiso.office.people.views import account, appointments, links, people, sign_in, stand_ins, teams

app_name = "people"
# Two groups: an address of another part of the office is then no longer compared with each of them.
_of_accounts = [
    path("", account.account, name="account"),
    path("ma-xac-thuc/", sign_in.code, name="code"),
    path("cai-ma-xac-thuc/", sign_in.set_up, name="set-up"),
    path("ma-du-phong/", account.recovery_codes, name="recovery-codes"),
    path("mot-cua/chua-biet/", sign_in.service_unknown, name="sign-in-unknown"),
    path("mot-cua/khong-thanh/", sign_in.service_failed, name="sign-in-failed"),
    path("loi-moi/", links.accept, name="accept"),
    path("loi-moi/<str:token>/", links.open_invitation, name="open-invitation"),
    path("quen-mat-khau/", links.forgotten, name="forgotten"),
    path("mat-khau-moi/", links.new_password, name="new-password"),
    path("mat-khau-moi/<str:token>/", links.open_renewal, name="open-renewal"),
    path("ngon-ngu/", account.language, name="language"),
    path("mat-khau/", account.password, name="password"),
    path("phien/", account.sessions, name="sessions"),
    path("quyen/", account.rights, name="rights"),
    path("uy-quyen/", stand_ins.mine, name="my-stand-ins"),
    path("uy-quyen/<str:key>/ket-thuc/", stand_ins.end, name="end-stand-in"),
]
_of_people = [
    path("", people.people, name="list"),
    path("moi/", people.invite_person, name="invite"),
    path("loi-moi/", people.invitations, name="invitations"),
    path("loi-moi/<str:key>/rut/", people.revoke, name="revoke-invitation"),
    path("nhom/", teams.teams, name="teams"),
    path("nhom/moi/", teams.form_team, name="form-team"),
    path("nhom/<str:key>/", teams.team, name="team"),
    path("nhom/<str:key>/sua/", teams.change_team, name="change-team"),
    path("nhom/<str:key>/thanh-vien/", teams.add_member, name="add-member"),
    path(
        "nhom/<str:key>/thanh-vien/<str:person_key>/rut/",
        teams.remove_member,
        name="remove-member",
    ),
    path("bo-nhiem/<str:key>/sua/", appointments.change, name="change-appointment"),
    path("bo-nhiem/<str:key>/ket-thuc/", appointments.end, name="end-appointment"),
    path("<str:key>/", people.person, name="person"),
    path("<str:key>/bo-nhiem/", appointments.appoint, name="appoint"),
    path("<str:key>/uy-quyen/", stand_ins.for_another, name="stand-in"),
    path("<str:key>/duong-vao/", people.renew, name="renew"),
    path("<str:key>/thoi-viec/", people.end, name="end-service"),
]
urlpatterns = [path("tai-khoan/", include(_of_accounts)), path("nguoi-dung/", include(_of_people))]
