"""All addresses of the office. Each view says who may open it (`chiso.office.people.guard`)."""

from __future__ import annotations

from django.urls import include, path

from chiso.office.api.urls import api
from chiso.office.ui import refusals, views

urlpatterns = [
    path("", views.home, name="home"),
    path("ngon-ngu/", views.choose_language, name="choose-language"),
    path("danh-sach-loi/", refusals.problem_list, name="problem-list"),
    path("thong-bao/", include("chiso.office.notices.urls")),
    path("tro-giup/", include("chiso.office.ui.help_urls")),
    path("", include("chiso.office.people.urls")),
    path("tai-khoan/", include("chiso.office.people.sign_in_urls")),
    path("co-quan/", include("chiso.office.organisation.urls")),
    path("dot-danh-gia/", include("chiso.office.campaigns.urls")),
    path("dieu-tra/", include("chiso.office.surveys.urls")),
    path("ke-hoach/", include("chiso.office.plans.urls")),
    path("nhiem-vu/", include("chiso.office.tasks.urls")),
    path("ho-so/", include("chiso.office.dossiers.urls")),
    path("kiem-tra/", include("chiso.office.inspections.urls")),
    path("bo-tieu-chi/", include("chiso.office.drafting.urls")),
    path("ma-truy-cap/", include("chiso.office.api.token_urls")),
    path("api/v1/", api.urls),
    path("tai-lieu/", include("chiso.office.files.urls")),
    path("so-cai/", include("chiso.office.ledger.urls")),
    path("van-hanh/", include("chiso.office.running.urls")),
    path("khoe-manh/", include("chiso.office.running.health_urls")),
]

handler400 = "chiso.office.ui.refusals.bad_request"
handler403 = "chiso.office.ui.refusals.forbidden"
handler404 = "chiso.office.ui.refusals.not_found"
handler500 = "chiso.office.ui.refusals.fault"
