"""Census rounds, their towers and floors, and the snapshots that come of them."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import round_towers, rounds, snapshots

urlpatterns: list[URLPattern] = [
    guard.path("rounds", rounds.rounds, name="rounds"),
    guard.path("rounds/new", rounds.round_new, name="round_new"),
    guard.path("rounds/<int:pk>", rounds.round_page, name="round"),
    guard.path("rounds/<int:pk>/publish", rounds.round_publish, name="round_publish"),
    guard.path("rounds/towers/<int:pk>", round_towers.round_tower, name="round_tower"),
    guard.path("rounds/towers/<int:pk>/ask", round_towers.round_tower_ask, name="round_tower_ask"),
    guard.path("rounds/towers/<int:pk>/verify", round_towers.round_tower_verify, name="round_tower_verify"),
    guard.path("rounds/towers/<int:pk>/approve", round_towers.round_tower_approve, name="round_tower_approve"),
    guard.path("rounds/towers/<int:pk>/send-back", round_towers.round_tower_send_back, name="round_tower_send_back"),
    guard.path("rounds/towers/<int:pk>/assign", round_towers.round_tower_assign, name="round_tower_assign"),
    guard.path("rounds/towers/<int:pk>/floors/<slug:floor>", round_towers.round_floor, name="round_floor"),
    guard.path("rounds/worker.js", round_towers.floors_worker, name="floors_worker"),
    guard.path("rounds/looks/<int:pk>/settle", round_towers.floor_look_settle, name="floor_look_settle"),
    guard.path("rounds/looks/<int:pk>/drop", round_towers.floor_look_drop, name="floor_look_drop"),
    guard.path("snapshots", snapshots.snapshots, name="snapshots"),
    guard.path("snapshots/compare", snapshots.snapshots_compare, name="snapshots_compare"),
    guard.path("snapshots/<int:pk>", snapshots.snapshot, name="snapshot"),
    guard.path("snapshots/<int:pk>/correct", snapshots.snapshot_correct, name="snapshot_correct"),
]
