"""A page that shows every part in every state, for tests and for those who build pages. Not in the program.

All of it is made up; nothing is taken from an agency.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from chiso.language import text
from chiso.office.people.guard import public
from chiso.office.ui.fields import DayField, FigureField, MomentField, WholeNumberField, WordsField
from chiso.office.ui.paging import page_of
from chiso.office.ui.parts import Column, Step
from chiso.office.ui.tasks import Task, Waiting
from chiso.office.urls import urlpatterns as office
from chiso.problems import Place, Problem

NOW = datetime(2026, 12, 15, 16, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LEVELS = [("", "Tất cả (200)"), ("so", "Sở, ngành (16)"), ("phuong", "Phường, xã (126)")]
GROUPS = [("so", "Sở, ngành"), ("xa", "Phường, xã")]
LONG_NAME = "Ban Quản lý dự án đầu tư xây dựng công trình hạ tầng kỹ thuật và nông nghiệp thành phố Hà Nội"


class GalleryForm(forms.Form):
    name = WordsField(label="Tên cơ quan", max_length=20)
    secret = forms.CharField(label="Mật khẩu", required=False)
    day = DayField(label="Hạn trả lời")
    moment = MomentField(label="Mở lúc", help_text="Giờ, ngày/tháng/năm")
    share = FigureField(label="Tỷ lệ hài lòng", minimum=0, maximum=100, places=2)
    count = WholeNumberField(label="Số hồ sơ giải quyết đúng hạn", maximum=1240)
    reason = WordsField(label="Giải trình", required=False, help_text="Đến 2.000 ký tự.")
    level = forms.ChoiceField(label="Nhóm", choices=LEVELS, required=False)
    group = forms.ChoiceField(label="Loại cơ quan", choices=GROUPS)
    several = forms.MultipleChoiceField(label="Lĩnh vực", choices=[("a", "Thể chế"), ("b", "Thủ tục")])
    agree = forms.BooleanField(label="Tôi đã đọc quy chế")
    document = forms.FileField(label="Tài liệu kiểm chứng")


WRONG = {
    "name": "Một cái tên dài hơn hai mươi ký tự",
    "day": "31/11/2026",
    "moment": "25:00, 12/12/2026",
    "share": "0.93",
    "count": "1.420",
    "group": "khác",
}


def context_of(request: HttpRequest) -> dict[str, Any]:
    task = Task("Hoàn thành và nộp tự đánh giá", "Thiếu: 3.1, 3.4.", NOW, "/", text("Open"))
    problem = Problem(
        "CH-1305",
        Place("tu-danh-gia.xlsx", 14, "ngày"),
        "31/11/2026",
        text("Expected a day such as 21/12/2026 (day, month, year)"),
        text("Open"),
    )
    rows = [
        {"name": "Sở Nội vụ", "code": "S1", "points": "92,50", "range": "1–3", "change": "0,40"},
        {"name": LONG_NAME, "code": "S2", "points": "90,05", "range": "1–6", "change": "–", "own": True},
    ]
    return {
        "form": GalleryForm(WRONG, {}),
        "columns": [
            Column("code", text("Code")),
            Column("name", text("Where"), "head", sort="?xep=ten", is_sorted="ascending"),
            Column("points", text("Found"), "num"),
            Column("range", text("Needed"), "range"),
            Column("change", text("What to do"), "change"),
        ],
        "rows": rows,
        "pages": page_of(request, list(range(200)), 50),
        "problems": [problem],
        "waiting": [
            Waiting(task, text("Today"), text("No deadline"), "soon", True),
            Waiting(task, text("Today"), "", "late", False),
            Waiting(task, text("Today"), "", "", False),
        ],
        "steps": [
            Step("Chuẩn bị", "01/11–30/11/2026", "done"),
            Step("Tự đánh giá", "01/12–15/12/2026", "now"),
            Step("Thẩm định", "16/12/2026–15/01/2027"),
        ],
        "scores": [
            {
                "points": "2,00",
                "of": "2,00",
                "lines": ["39 ÷ 42 = 92,86 %"],
                "is_current": False,
                "opens": None,
            },
            {"points": "1,00", "of": "2,00", "lines": ["bạn, bản nháp"], "is_current": True, "opens": None},
            {
                "points": None,
                "of": "2,00",
                "lines": [],
                "is_current": False,
                "opens": NOW.date() + timedelta(days=42),
            },
        ],
        "files": [
            {
                "kind": "PDF",
                "name": "Kế hoạch 12/KH-SNNMT.pdf",
                "address": "/",
                "about": "1,2 MB, bản 2",
                "action_title": "Thay bản mới",
                "action_address": "/",
            }
        ],
        "posts": [
            {"side": "event", "at": NOW, "words": "Cơ quan nộp tự đánh giá", "deadline": None},
            {
                "side": "appraiser",
                "who": "Phạm Thu Trang",
                "role": "người thẩm định",
                "at": NOW,
                "words": "Đề nghị cho biết hai nhiệm vụ còn lại.",
                "deadline": NOW.date(),
            },
            {
                "side": "agency",
                "who": "Nguyễn Thị Minh Hà",
                "role": "cơ quan",
                "at": NOW,
                "words": "Biên bản nghiệm thu gửi kèm.",
                "deadline": None,
            },
        ],
    }


@public
def gallery(request: HttpRequest) -> HttpResponse:
    page = Path(__file__).with_name("gallery.html.j2").read_text("utf-8")
    template: Any = engines["pages"].from_string(page)
    return HttpResponse(template.render(context_of(request), request))


@public
def confirmation(request: HttpRequest) -> HttpResponse:
    page = (
        '{% extends "base.html.j2" %}{% import "parts/all.html.j2" as part with context %}'
        '{% block title %}Nộp?{% endblock %}{% block main %}{{ part.dialog("Nộp tự đánh giá của cơ quan?", '
        '"Sau khi nộp, cơ quan không sửa được 96 tiêu chí.", "Nộp 96 tiêu chí", "/", "Xem lại") }}'
        "{% endblock %}"
    )
    template: Any = engines["pages"].from_string(page)
    return HttpResponse(template.render({}, request))


urlpatterns = [
    path("bo-phan/", gallery, name="gallery"),
    path("hoi-lai/", confirmation, name="confirmation"),
    *office,
]
