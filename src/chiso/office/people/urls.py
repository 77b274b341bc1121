"""Addresses of accounts (`tai-khoan/`) and of people (`nguoi-dung/`)."""

from __future__ import annotations

from django.urls import path

from chiso.office.people.views import account, appointments, links, people, sign_in, stand_ins, teams

app_name = "people"
urlpatterns = [
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/ma-xac-thuc/", sign_in.code, name="code"),
    path("tai-khoan/cai-ma-xac-thuc/", sign_in.set_up, name="set-up"),
    path("tai-khoan/ma-du-phong/", account.recovery_codes, name="recovery-codes"),
    path("tai-khoan/mot-cua/chua-biet/", sign_in.service_unknown, name="sign-in-unknown"),
    path("tai-khoan/mot-cua/khong-thanh/", sign_in.service_failed, name="sign-in-failed"),
    path("tai-khoan/loi-moi/", links.accept, name="accept"),
    path("tai-khoan/loi-moi/<str:token>/", links.open_invitation, name="open-invitation"),
    path("tai-khoan/quen-mat-khau/", links.forgotten, name="forgotten"),
    path("tai-khoan/mat-khau-moi/", links.new_password, name="new-password"),
    path("tai-khoan/mat-khau-moi/<str:token>/", links.open_renewal, name="open-renewal"),
    path("tai-khoan/ngon-ngu/", account.language, name="language"),
    path("tai-khoan/mat-khau/", account.password, name="password"),
    path("tai-khoan/phien/", account.sessions, name="sessions"),
    path("tai-khoan/quyen/", account.rights, name="rights"),
    path("tai-khoan/uy-quyen/", stand_ins.mine, name="my-stand-ins"),
    path("tai-khoan/uy-quyen/<str:key>/ket-thuc/", stand_ins.end, name="end-stand-in"),
    path("nguoi-dung/", people.people, name="list"),
    path("nguoi-dung/moi/", people.invite_person, name="invite"),
    path("nguoi-dung/loi-moi/", people.invitations, name="invitations"),
    path("nguoi-dung/loi-moi/<str:key>/rut/", people.revoke, name="revoke-invitation"),
    path("nguoi-dung/nhom/", teams.teams, name="teams"),
    path("nguoi-dung/nhom/moi/", teams.form_team, name="form-team"),
    path("nguoi-dung/nhom/<str:key>/", teams.team, name="team"),
    path("nguoi-dung/nhom/<str:key>/sua/", teams.change_team, name="change-team"),
    path("nguoi-dung/nhom/<str:key>/thanh-vien/", teams.add_member, name="add-member"),
    path(
        "nguoi-dung/nhom/<str:key>/thanh-vien/<str:person_key>/rut/",
        teams.remove_member,
        name="remove-member",
    ),
    path("nguoi-dung/bo-nhiem/<str:key>/sua/", appointments.change, name="change-appointment"),
    path("nguoi-dung/bo-nhiem/<str:key>/ket-thuc/", appointments.end, name="end-appointment"),
    path("nguoi-dung/<str:key>/", people.person, name="person"),
    path("nguoi-dung/<str:key>/bo-nhiem/", appointments.appoint, name="appoint"),
    path("nguoi-dung/<str:key>/uy-quyen/", stand_ins.for_another, name="stand-in"),
    path("nguoi-dung/<str:key>/duong-vao/", people.renew, name="renew"),
    path("nguoi-dung/<str:key>/thoi-viec/", people.end, name="end-service"),
]
