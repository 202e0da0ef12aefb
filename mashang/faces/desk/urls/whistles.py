"""Whistles: blowing them, the gate, rulings, and the desk of a department's liaison."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import meetings, rulings, summons_acts, summonses, whistle_acts, whistles

urlpatterns: list[URLPattern] = [
    # of a department
    guard.path("summons", summonses.summonses, name="summonses"),
    guard.path("summons/many", summonses.summons_many, name="summons_many"),
    guard.path("summons/<int:pk>", summonses.summons, name="summons"),
    guard.path("summons/<int:pk>/report-in", summons_acts.report, name="summons_report"),
    guard.path("summons/<int:pk>/arrive", summons_acts.on_site, name="summons_arrive"),
    guard.path("summons/<int:pk>/answer", summons_acts.answer, name="summons_answer"),
    guard.path("summons/<int:pk>/object", summons_acts.objecting, name="summons_object"),
    guard.path("summons/<int:pk>/extension", summons_acts.extension, name="summons_extension"),
    # of the office
    guard.path("cases/<int:pk>/whistle", whistles.blow, name="whistle_blow"),
    guard.path("cases/<int:pk>/another", whistles.another, name="whistle_another"),
    guard.path("cases/<int:pk>/gate", whistles.gate, name="whistle_gate"),
    guard.path("whistles/<int:pk>/through", whistles.through, name="whistle_through"),
    guard.path("whistles/<int:pk>/turn-back", whistles.back, name="whistle_back"),
    guard.path("whistles/<int:pk>/look", whistles.look, name="whistle_look"),
    guard.path("summons/<int:pk>/call-off", whistle_acts.off, name="summons_off"),
    guard.path("summons/<int:pk>/accept", whistle_acts.accept, name="summons_accept"),
    guard.path("summons/<int:pk>/send-back", whistle_acts.send_back, name="summons_send_back"),
    guard.path("summons/<int:pk>/urge", whistle_acts.urge, name="summons_urge"),
    guard.path("summons/<int:pk>/link", whistle_acts.link, name="summons_link"),
    guard.path("summons/<int:pk>/recall", whistle_acts.recall, name="summons_recall"),
    # meetings on site
    guard.path("cases/<int:pk>/meeting", meetings.call, name="meeting_call"),
    guard.path("meetings/<int:pk>/minutes", meetings.minutes, name="meeting_minutes"),
    guard.path("meetings/<int:pk>/call-off", meetings.off, name="meeting_off"),
    guard.path("meetings/<int:pk>/invitation.ics", meetings.calendar, name="meeting_ics"),
    # rulings
    guard.path("rulings", rulings.rulings, name="rulings"),
    guard.path("rulings/left-out", rulings.left_out, name="left_out"),
    guard.path("rulings/<int:pk>", rulings.ruling, name="ruling"),
    guard.path("cases/<int:pk>/extension", rulings.extension, name="case_extension"),
    guard.path("cases/<int:pk>/carry-over", rulings.carry_over, name="case_carry_over"),
    guard.path("cases/<int:pk>/leave-out", rulings.leave_out, name="case_leave_out"),
    guard.path("cases/<int:pk>/take-up", rulings.take_up, name="case_take_up"),
]
