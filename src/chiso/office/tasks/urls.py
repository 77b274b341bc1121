"""Addresses of directives and tasks."""

from __future__ import annotations

from django.urls import path

from chiso.office.tasks.views import directives, doing, effects, lists, tasks, telling

app_name = "tasks"
urlpatterns = [
    path("", lists.tasks_list, name="list"),
    path("bang/", lists.board, name="board"),
    path("bang-ke.csv", lists.table, {"ending": "csv"}, name="csv"),
    path("bang-ke.xlsx", lists.table, {"ending": "xlsx"}, name="xlsx"),
    path("giao/", tasks.give, name="give"),
    path("nguon/", directives.directives, name="directives"),
    path("nguon/moi/", directives.enter, name="enter-directive"),
    path("nguon/<str:key>/", directives.directive, name="directive"),
    path("nguon/<str:key>/sua/", directives.correct, name="correct-directive"),
    path("nguon/<str:key>/tac-dung/", effects.of_directive, name="effect-of-directive"),
    path("lich/", telling.calendars, name="calendars"),
    path("lich/<str:key>/thu-hoi/", telling.revoke, name="revoke-calendar"),
    path("lich/<str:secret>/nhiem-vu.ics", telling.calendar, name="calendar"),
    path("nhac/", telling.reminders, name="reminders"),
    path("bao-cao/<str:key>/duyet/", doing.decide, name="decide"),
    path("gia-han/<str:key>/duyet/", doing.decide_time, name="decide-time"),
    path("<str:key>/", tasks.task, name="task"),
    path("<str:key>/chia/", tasks.part, name="part"),
    path("<str:key>/phan-cong/", tasks.distribute, name="distribute"),
    path("<str:key>/bao-cao/", doing.report, name="report"),
    path("<str:key>/xong/", doing.done, name="done"),
    path("<str:key>/ghi-chu/", doing.note, name="note"),
    path("<str:key>/gia-han/", doing.ask_for_time, name="ask-for-time"),
    path("<str:key>/rut/", doing.withdraw, name="withdraw"),
    path("<str:key>/tac-dung/", effects.of_task, name="effect"),
]
