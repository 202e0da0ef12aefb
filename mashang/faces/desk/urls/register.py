"""Towers, units, firms, leases that end, the map, search, saved views."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import (
    above_threshold,
    conflicts,
    firm_file,
    firms,
    grade_score,
    grades,
    leases,
    mapping,
    merges,
    rechecks,
    saved_views,
    searching,
    taxed_towers,
    themes,
    tower_file,
    towers,
    units,
)

urlpatterns: list[URLPattern] = [
    guard.path("towers", towers.towers, name="towers"),
    guard.path("towers/<int:pk>", tower_file.tower, name="tower"),
    guard.path("units/<int:pk>", units.unit, name="unit"),
    guard.path("firms", firms.firms, name="firms"),
    guard.path("firms/<int:pk>", firm_file.firm, name="firm"),
    guard.path("firms/<int:pk>/merge/<int:other>", merges.firm_merge, name="firm_merge"),
    guard.path("merges/<int:pk>/undo", merges.firm_merge_undo, name="firm_merge_undo"),
    guard.path("lease-ends", leases.lease_ends, name="lease_ends"),
    guard.path("taxed-towers", taxed_towers.taxed_towers, name="taxed_towers"),
    guard.path("above-threshold", above_threshold.above_threshold, name="above_threshold"),
    guard.path("themed-towers", themes.themed_towers, name="themed_towers"),
    guard.path("conflicts", conflicts.conflicts, name="conflicts"),
    guard.path("conflicts/<slug:subject>/<int:pk>/<slug:key>", conflicts.conflict, name="conflict"),
    guard.path("conflicts/<slug:kind>/<int:pk>/<int:other>/leave", conflicts.conflict_leave, name="conflict_leave"),
    guard.path("grades", grades.grades, name="grades"),
    guard.path("grades/schemes", grades.grade_schemes, name="grade_schemes"),
    guard.path("grades/<int:pk>", grades.grade, name="grade"),
    guard.path("grades/<int:pk>/approve", grades.grade_approve, name="grade_approve"),
    guard.path("grades/<int:pk>/reject", grades.grade_reject, name="grade_reject"),
    guard.path("grades/<int:pk>/withdraw", grades.grade_withdraw, name="grade_withdraw"),
    guard.path("grades/<int:pk>/revoke", grades.grade_revoke, name="grade_revoke"),
    guard.path("towers/<int:pk>/grades/<slug:scheme>", grade_score.grade_score, name="grade_score"),
    guard.path("rechecks", rechecks.rechecks, name="rechecks"),
    guard.path("towers/<int:pk>/confirm", rechecks.tower_confirm, name="tower_confirm"),
    guard.path("facts/<slug:subject>/<int:pk>/confirm", rechecks.facts_confirm, name="facts_confirm"),
    guard.path("map", mapping.district_map, name="map"),
    guard.path("map.geojson", mapping.map_data_view, name="map_data"),
    guard.path("search", searching.desk_search, name="desk_search"),
    guard.path("views", saved_views.saved_views, name="saved_views"),
    guard.path("views/save/<slug:page>", saved_views.saved_view_save, name="saved_view_save"),
    guard.path("views/<int:pk>/share", saved_views.saved_view_share, name="saved_view_share"),
    guard.path("views/<int:pk>/delete", saved_views.saved_view_delete, name="saved_view_delete"),
]
