"""Towers, units, firms, leases that end, the map, search, saved views."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import (
    conflicts,
    firm_file,
    firms,
    leases,
    mapping,
    merges,
    rechecks,
    saved_views,
    searching,
    tower_file,
    tower_merges,
    towers,
    units,
)

urlpatterns: list[URLPattern] = [
    guard.path("towers", towers.towers, name="towers"),
    guard.path("towers/<int:pk>", tower_file.tower, name="tower"),
    guard.path("units/<int:pk>", units.unit, name="unit"),
    guard.path("firms", firms.firms, name="firms"),
    guard.path("firms/<int:pk>", firm_file.firm, name="firm"),
    guard.path("towers/<int:pk>/merge", tower_merges.tower_merge_pick, name="tower_merge_pick"),
    guard.path("towers/<int:pk>/merge/<int:other>", tower_merges.tower_merge, name="tower_merge"),
    guard.path("tower-merges/<int:pk>", tower_merges.tower_merge_undo, name="tower_merge_undo"),
    guard.path("firms/<int:pk>/merge", merges.firm_merge_pick, name="firm_merge_pick"),
    guard.path("firms/<int:pk>/merge/<int:other>", merges.firm_merge, name="firm_merge"),
    guard.path("merges", merges.merges, name="merges"),
    guard.path("merges/<int:pk>/undo", merges.firm_merge_undo, name="firm_merge_undo"),
    guard.path("lease-ends", leases.lease_ends, name="lease_ends"),
    guard.path("conflicts", conflicts.conflicts, name="conflicts"),
    guard.path("conflicts/<slug:subject>/<int:pk>/<slug:key>", conflicts.conflict, name="conflict"),
    guard.path("conflicts/<slug:kind>/<int:pk>/<int:other>/leave", conflicts.conflict_leave, name="conflict_leave"),
    guard.path("rechecks", rechecks.rechecks, name="rechecks"),
    guard.path("towers/<int:pk>/confirm", rechecks.tower_confirm, name="tower_confirm"),
    guard.path("facts/<slug:subject>/<int:pk>/<slug:key>/confirm", rechecks.fact_confirm, name="fact_confirm"),
    guard.path("map", mapping.district_map, name="map"),
    guard.path("map.geojson", mapping.map_data_view, name="map_data"),
    guard.path("search", searching.desk_search, name="desk_search"),
    guard.path("views", saved_views.saved_views, name="saved_views"),
    guard.path("views/save/<slug:page>", saved_views.saved_view_save, name="saved_view_save"),
    guard.path("views/<int:pk>/share", saved_views.saved_view_share, name="saved_view_share"),
    guard.path("views/<int:pk>/delete", saved_views.saved_view_delete, name="saved_view_delete"),
]
