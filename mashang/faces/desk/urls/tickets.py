"""Who gets a case: routing, absences, tickets of other lines."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import absences, routing, ticket_review, tickets, tickets_out

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
    guard.path("tickets", tickets.tickets, name="tickets"),
    guard.path("tickets/new", tickets.ticket_new, name="ticket_new"),
    guard.path("tickets/blank", tickets.tickets_blank, name="tickets_blank"),
    guard.path("tickets/out", tickets_out.tickets_out, name="tickets_out"),
    guard.path("tickets/out/send", tickets_out.tickets_send, name="tickets_send"),
    guard.path("tickets/sent", tickets_out.tickets_sent, name="tickets_sent"),
    guard.path("tickets/sent/<int:pk>", tickets_out.ticket_sent_file, name="ticket_sent_file"),
    guard.path("tickets/<int:pk>", ticket_review.ticket_review, name="ticket_review"),
    guard.path("tickets/<int:pk>/progress", ticket_review.ticket_progress, name="ticket_progress"),
    guard.path("tickets/<int:pk>/columns", ticket_review.ticket_columns, name="ticket_columns"),
    guard.path("tickets/<int:pk>/beyond", ticket_review.ticket_beyond, name="ticket_beyond"),
    guard.path("tickets/<int:pk>/take", ticket_review.ticket_take, name="ticket_take"),
    guard.path("tickets/<int:pk>/drop", ticket_review.ticket_drop, name="ticket_drop"),
    guard.path("tickets/<int:pk>/refused", ticket_review.ticket_refused, name="ticket_refused"),
]
