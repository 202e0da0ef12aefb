"""The addresses of one-time links."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.link.guard import guard
from mashang.faces.link.views import asking, case_link, invitation, phone_cases, summons

urlpatterns: list[URLPattern] = [
    guard.path("invitation/<str:token>", invitation.accept, name="link_invitation"),
    guard.path("invitation/<str:token>/renew", invitation.renew, name="link_renew"),
    guard.path("ask", asking.phone_ask, name="phone_ask"),
    guard.path("ask/code", asking.phone_prove, name="phone_prove"),
    guard.path("ask/end", asking.phone_end, name="phone_end"),
    guard.path("ask/cases", phone_cases.phone_cases, name="phone_cases"),
    guard.path("ask/new", phone_cases.phone_case_new, name="phone_case_new"),
    guard.path("ask/hints", phone_cases.phone_hints, name="phone_hints"),
    guard.path("ask/towers", phone_cases.phone_towers, name="phone_towers"),
    guard.path("ask/files/<int:pk>/<slug:size>", phone_cases.phone_case_file, name="phone_case_file"),
    guard.path("ask/cases/<uuid:ref>", phone_cases.phone_case, name="phone_case"),
    guard.path("ask/cases/<uuid:ref>/do", phone_cases.phone_case_do, name="phone_case_do"),
    guard.path("case/<str:token>", case_link.link_case, name="link_case"),
    guard.path("case/<str:token>/do", case_link.link_case_do, name="link_case_do"),
    guard.path("case/<str:token>/renew", case_link.link_case_renew, name="link_case_renew"),
    guard.path("case/<str:token>/files/<int:pk>/<slug:size>", case_link.link_case_file, name="link_case_file"),
    guard.path("s/<str:token>", summons.answer, name="link_summons"),
    guard.path("s/<str:token>/done", summons.done, name="link_summons_done"),
    guard.path("s/<str:token>/renew", summons.renew, name="link_summons_renew"),
    guard.path("s/<str:token>/meeting.ics", summons.meeting, name="link_summons_meeting"),
    guard.path("s/<str:token>/files/<int:document>", summons.file, name="link_summons_file"),
]
