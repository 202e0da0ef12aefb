"""Who gets a case: routing, absences, tickets of other lines."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import absences, routing

urlpatterns: list[URLPattern] = [
    guard.path("absences", absences.absences, name="absences"),
    guard.path("absences/new", absences.absence_new, name="absence_new"),
    guard.path("absences/<int:pk>/end", absences.absence_end, name="absence_end"),
    guard.path("absences/hand-over", absences.cases_hand_over, name="cases_hand_over"),
    guard.path("routing", routing.routing, name="routing"),
    guard.path("routing/new", routing.routing_rule, name="routing_new"),
    guard.path("routing/<slug:code>", routing.routing_rule, name="routing_rule"),
    guard.path("routing/<slug:code>/<slug:step>", routing.routing_move, name="routing_move"),
    guard.path("routing/<slug:code>/end/now", routing.routing_end, name="routing_end"),
]
