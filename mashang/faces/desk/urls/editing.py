"""What a steward types: tenancies, towers, units, firms, facts, documents."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import (
    edit_documents,
    edit_facts,
    edit_firms,
    edit_redrawing,
    edit_starts,
    edit_tenancies,
    edit_towers,
    edit_units,
)

urlpatterns: list[URLPattern] = [
    guard.path("towers/add", edit_towers.tower_add, name="tower_add"),
    guard.path("towers/<int:pk>/edit", edit_towers.tower_edit, name="tower_edit"),
    guard.path("towers/<int:pk>/floor", edit_towers.floor_put, name="floor_put"),
    guard.path("towers/<int:pk>/add-unit", edit_units.unit_add, name="unit_add"),
    guard.path("towers/<int:pk>/let", edit_starts.tenancy_start, name="tenancy_start"),
    guard.path("units/<int:pk>/edit", edit_units.unit_edit, name="unit_edit"),
    guard.path("units/<int:pk>/split", edit_redrawing.unit_split, name="unit_split"),
    guard.path("units/<int:pk>/merge", edit_redrawing.unit_merge, name="unit_merge"),
    guard.path("units/<int:pk>/renumber", edit_redrawing.unit_renumber, name="unit_renumber"),
    guard.path("units/<int:pk>/hold", edit_units.unit_hold, name="unit_hold"),
    guard.path("units/<int:pk>/let", edit_starts.unit_let, name="unit_let"),
    guard.path("holds/<int:pk>/release", edit_units.unit_release, name="unit_release"),
    guard.path("firms/add", edit_firms.firm_add, name="firm_add"),
    guard.path("firms/<int:pk>/edit", edit_firms.firm_edit, name="firm_edit"),
    guard.path("firms/<int:pk>/let", edit_starts.firm_tenancy_start, name="firm_tenancy_start"),
    guard.path("firm-choices", edit_tenancies.firm_choices, name="firm_choices"),
    guard.path("tenancies/<int:pk>", edit_starts.tenancy, name="tenancy"),
    guard.path("tenancies/<int:pk>/extend", edit_tenancies.tenancy_extend, name="tenancy_extend"),
    guard.path("tenancies/<int:pk>/end", edit_tenancies.tenancy_end, name="tenancy_end"),
    guard.path("tenancies/<int:pk>/move", edit_tenancies.tenancy_move, name="tenancy_move"),
    guard.path("tenancies/<int:pk>/correct", edit_tenancies.tenancy_correct, name="tenancy_correct"),
    guard.path("tenancies/<int:pk>/take-back", edit_tenancies.tenancy_take_back, name="tenancy_take_back"),
    guard.path("tenancies/<int:pk>/undo/<int:version>", edit_tenancies.tenancy_undo, name="tenancy_undo"),
    guard.path("facts/<slug:about>/<int:pk>", edit_facts.fact_choose, name="fact_choose"),
    guard.path("facts/<slug:about>/<int:pk>/<slug:key>", edit_facts.fact_state, name="fact_state"),
    guard.path("documents/<slug:about>/<int:pk>/add", edit_documents.document_add, name="document_add"),
    guard.path("documents/<int:pk>", edit_documents.document, name="document"),
]
