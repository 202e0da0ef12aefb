"""Requests: the inbox, the file with its steps, the counter, and the board of the supervisor."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import (
    board,
    case_bulk,
    case_figures,
    case_file,
    case_new,
    case_steps,
    cases,
    reminders,
    together,
)

urlpatterns: list[URLPattern] = [
    guard.path("cases", cases.cases, name="cases"),
    guard.path("cases/bulk", case_bulk.cases_bulk, name="cases_bulk"),
    guard.path("cases/figures", case_figures.case_figures, name="case_figures"),
    guard.path("cases/new", case_new.case_new, name="case_new"),
    guard.path("cases/new/hints", case_new.case_hints, name="case_hints"),
    guard.path("cases/<int:pk>", case_file.case, name="case"),
    guard.path("cases/<int:pk>/asker", case_file.case_asker, name="case_asker"),
    guard.path("cases/<int:pk>/receipt", case_new.case_receipt, name="case_receipt"),
    guard.path("cases/<int:pk>/hand-back/<int:user>", case_file.case_hand_back, name="case_hand_back"),
    guard.path("cases/<int:pk>/gather", together.gather, name="case_gather"),
    guard.path("cases/<int:pk>/split", together.split, name="case_split"),
    guard.path("cases/<int:pk>/leave-cluster", together.leave, name="case_leave_cluster"),
    guard.path("cases/<int:pk>/dissolve", together.dissolve, name="case_dissolve"),
    guard.path("cases/<int:pk>/reminders", reminders.reminders, name="case_reminders"),
    guard.path("cases/<int:pk>/reminders/<int:reminder>/drop", reminders.reminder_drop, name="case_reminder_drop"),
    guard.path("board", board.board, name="board"),
    *(
        guard.path(f"cases/<int:pk>/{code.replace('_', '-')}", case_steps.step_view(code), name=f"case_{code}")
        for code in case_steps.STEPS
    ),
]
