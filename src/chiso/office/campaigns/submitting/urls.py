"""Addresses of submissions, receipts and the check of completeness, below a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.submitting import completeness_views, receipt_views, views

urlpatterns = [
    path("<str:key>/nop/<str:agency_key>/", views.submission, name="submission"),
    path("<str:key>/nop/<str:agency_key>/trinh/", views.hand_up_now, name="hand-up"),
    path("<str:key>/nop/<str:agency_key>/gui-lai/", views.send_back_with_remarks, name="send-back"),
    path("<str:key>/nop/<str:agency_key>/duyet/", views.approve_now, name="approve-submission"),
    path("<str:key>/nop/<str:agency_key>/gui-di/", views.submit_now, name="submit"),
    path("<str:key>/nop/<str:agency_key>/rut-lai/", views.take_back_now, name="take-back"),
    path("<str:key>/bien-nhan/<str:receipt_key>/", receipt_views.receipt, name="receipt"),
    path("<str:key>/bien-nhan/<str:receipt_key>/pdf/", receipt_views.receipt_letter, name="receipt-letter"),
    path(
        "<str:key>/bien-nhan/<str:receipt_key>/noi-dung/",
        receipt_views.receipt_content,
        name="receipt-content",
    ),
    path("<str:key>/tra-lai/", completeness_views.submissions, name="submissions"),
    path("<str:key>/tra-lai/<str:agency_key>/", completeness_views.return_it, name="return-submission"),
    path("<str:key>/tra-lai/<str:agency_key>/du/", completeness_views.complete, name="complete-submission"),
]
