"""Addresses of campaigns."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns import views
from chiso.office.campaigns.answering.urls import urlpatterns as answering
from chiso.office.campaigns.appraising.urls import urlpatterns as appraising
from chiso.office.campaigns.assigning import views as assigning
from chiso.office.campaigns.calendar.urls import urlpatterns as calendar
from chiso.office.campaigns.council.urls import urlpatterns as council
from chiso.office.campaigns.publishing.urls import urlpatterns as publishing
from chiso.office.campaigns.results.urls import urlpatterns as results
from chiso.office.campaigns.sheets.urls import urlpatterns as sheets
from chiso.office.campaigns.submitting.urls import urlpatterns as submitting
from chiso.office.campaigns.watching.urls import urlpatterns as watching
from chiso.office.campaigns.workbooks.urls import urlpatterns as workbooks

app_name = "campaigns"
urlpatterns = [
    path("", views.campaigns_list, name="list"),
    path("mo/", views.open_new, name="open"),
    path("giai-doan/<str:key>/", views.phase, name="phase"),
    path("<str:key>/sua/", views.change, name="change"),
    path("<str:key>/dong/", views.close, name="close"),
    path("<str:key>/them-giai-doan/", views.add_phase, name="add-phase"),
    path("<str:key>/phan-cong/", assigning.assignments, name="assignments"),
    path("<str:key>/phan-cong/theo-linh-vuc/", assigning.by_field, name="assign-by-field"),
    path("<str:key>/phan-cong/bang.<str:form>", assigning.table, name="assignments-table"),
    *answering,
    *submitting,
    *workbooks,
    *appraising,
    *sheets,
    *calendar,
    *council,
    *results,
    *publishing,
    *watching,
]
