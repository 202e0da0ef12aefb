"""People, roles, invitations, areas, departments, locked sign-ins."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import invitations, people, places, roles

urlpatterns: list[URLPattern] = [
    guard.path("people", people.people, name="people"),
    guard.path("people/<int:pk>", people.person, name="person"),
    guard.path("people/<int:pk>/edit", people.person_edit, name="person_edit"),
    guard.path("people/<int:pk>/close", people.person_close, name="person_close"),
    guard.path("people/<int:pk>/reopen", people.person_reopen, name="person_reopen"),
    guard.path("people/<int:pk>/sign-out", people.person_sign_out, name="person_sign_out"),
    guard.path("people/<int:pk>/second-factor", people.person_drop_second_factor, name="person_drop_second_factor"),
    guard.path("people/<int:pk>/password-link", people.person_password_link, name="person_password_link"),
    guard.path("people/<int:pk>/grant", roles.role_grant, name="role_grant"),
    guard.path("roles/<int:pk>/approve", roles.role_approve, name="role_approve"),
    guard.path("roles/<int:pk>/end", roles.role_end, name="role_end"),
    guard.path("invitations", invitations.invitation_list, name="invitations"),
    guard.path("invitations/new", invitations.invite, name="invite"),
    guard.path("invitations/<int:pk>/recall", invitations.invitation_recall, name="invitation_recall"),
    guard.path("invitations/<int:pk>/renew", invitations.invitation_renew, name="invitation_renew"),
    guard.path("invitations/<int:pk>/approve", invitations.invitation_approve, name="invitation_approve"),
    guard.path("areas", places.areas, name="areas"),
    guard.path("areas/new", places.area_add, name="area_add"),
    guard.path("areas/<int:pk>", places.area_edit, name="area_edit"),
    guard.path("areas/<int:pk>/close", places.area_close, name="area_close"),
    guard.path("departments", places.departments, name="departments"),
    guard.path("departments/new", places.department_add, name="department_add"),
    guard.path("departments/<int:pk>", places.department_edit, name="department_edit"),
    guard.path("departments/<int:pk>/chat", places.department_chat, name="department_chat"),
    guard.path("departments/<int:pk>/close", places.department_close, name="department_close"),
    guard.path("lockouts", people.lockouts, name="lockouts"),
    guard.path("lockouts/<int:pk>/lift", people.lockout_lift, name="lockout_lift"),
]
