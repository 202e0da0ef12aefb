"""Loading a list of land parcels: kept in mu to the fourth decimal, repeatable, refused with the line that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from mashang.cli.maps import maps
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.land import load_land_parcels
from mashang.register.models import LandParcel
from mashang.register.tests.make import make_actor, make_area
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
LINES = [
    {"name": "甲", "mu": "1,226.6667", "since": "2009-06-01", "granted": "2014-08-29"},
    {"name": "乙", "mu": "1034", "since": "2009-06-01", "granted": ""},
]


def test_a_list_is_kept_and_a_newer_one_of_its_name_takes_its_place() -> None:
    area, actor = make_area(), Actor.system("test")
    assert load_land_parcels(actor=actor, area_path=area.path, lines=LINES, label="国土") == 2
    assert load_land_parcels(actor=actor, area_path=area.path, lines=LINES[1:], label="别的") == 1
    load_land_parcels(actor=actor, area_path=area.path, lines=LINES[:1], label="国土")
    live = LandParcel.objects.filter(retracted_at=None, label="国土")
    assert [(parcel.name, parcel.mu_e4, parcel.granted_on) for parcel in live] == [
        ("甲", 12_266_667, date(2014, 8, 29))
    ]
    assert LandParcel.objects.count() == 4
    assert LandParcel.objects.filter(retracted_at=None).count() == 2
    assert Entry.objects.filter(act="land.load").last().diff == {"label": "国土", "rows": 1, "gone": 2}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mu": "many"}, {"mu": ""}, {"mu": "0"}, {"mu": "-3"}, {"mu": "1.00001"}, {"mu": "NaN"}, {"mu": "Infinity"},
        {"since": "June 2009"}, {"granted": "2009-05-31"}, {"name": " "},
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_kept(wrong: dict[str, str]) -> None:
    area = make_area()
    with pytest.raises(Refused, match="Line 3"):
        load_land_parcels(
            actor=Actor.system("test"), area_path=area.path, lines=[LINES[0], LINES[1] | wrong], label="国土"
        )
    assert not LandParcel.objects.exists()


def test_a_name_twice_another_area_and_a_reader_are_refused() -> None:
    area, elsewhere = make_area(), make_area()
    editor = make_actor(area, permissions=frozenset({"register.edit"}))
    with pytest.raises(Refused, match="twice"):
        load_land_parcels(actor=editor, area_path=area.path, lines=[LINES[0], LINES[0]], label="国土")
    with pytest.raises(NotThere):
        load_land_parcels(actor=editor, area_path=elsewhere.path, lines=LINES, label="国土")
    with pytest.raises(NotAllowed):
        load_land_parcels(actor=make_actor(area), area_path=area.path, lines=LINES, label="国土")
    assert not LandParcel.objects.exists()


def test_the_command_loads_a_file(tmp_path: Path) -> None:
    area, file = make_area(), tmp_path / "国土.csv"
    file.write_text("name,mu,since,granted\n甲,12.5,2010-01-01,\n", encoding="utf-8-sig")
    done = CliRunner().invoke(maps, ["land", str(file), "--area", area.path])
    assert (done.exit_code, done.output.strip()) == (0, "1"), repr(done.exception)
    assert LandParcel.objects.get().label == "国土"
