"""Every address that anyone may open."""

from __future__ import annotations

from mashang.doors.guarding import PUBLIC, Need

ACCESS: dict[str, Need] = {
    "public_home": PUBLIC,
    "open_data": PUBLIC,
    "open_data_file": PUBLIC,
    "public_figures": PUBLIC,
    "how_long": PUBLIC,
    "how_long_file": PUBLIC,
    "public_ask": PUBLIC,
}
