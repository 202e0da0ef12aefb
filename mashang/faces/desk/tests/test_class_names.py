"""No page of figures shows a code: every class of every figure has a name in each language."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mashang.cases.rules.items import load_items
from mashang.cli.content import CONTENT
from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Cell
from mashang.insight.reads.class_names import STAFF_SIZES, name_class
from mashang.insight.reads.figures import list_parts
from mashang.insight.tests.make import freeze, say
from mashang.kernel.actor import Actor
from mashang.register.acts.loading import load_fact_keys
from mashang.register.models import Tower
from mashang.register.reads.grades import list_grade_choices
from mashang.register.rules.industry import SECTION_NAMES
from mashang.register.tests import make
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in configured.LANGUAGES]
FACTS = yaml.safe_load((CONTENT / "facts.yaml").read_text(encoding="utf-8"))["facts"]
SAYS = "above_threshold_class", "institution_class"
CODES = {
    "staff_size": [*STAFF_SIZES], "tower_kind": [*Tower.Kind.values], "industry": [*SECTION_NAMES],
    "case_item": [*load_items()],
    "tower_grade": [code for code, _name in list_grade_choices("en")],
    **{one["key"]: [*one["choices"]] for one in FACTS if one["key"] in SAYS},
}  # fmt: skip


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    load_fact_keys(actor=Actor.system("test"), entries=FACTS)
    return make_cast()


def test_every_split_of_a_figure_has_its_list_here() -> None:
    assert {kpi.dim for kpi in KPIS.values() if kpi.dim} == {*CODES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dim", CODES)
def test_every_class_has_a_name(cast: Cast, dim: str, language: str) -> None:
    with translation.override(language):
        for code in [*CODES[dim], "-"]:
            name = name_class(language, dim, code)
            assert name != code
            assert re.search("[A-Za-z]" if language == "en" else "[\u4e00-\u9fff]", name), (dim, code, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dim", CODES)
def test_a_class_that_no_list_names_is_told_without_its_code(cast: Cast, dim: str, language: str) -> None:
    with translation.override(language):
        assert "zz_9" not in name_class(language, dim, "zz_9")


def district(cast: Cast) -> None:
    """A firm of every class, each in a room of its own, in towers of every kind."""
    towers = [make.make_tower(cast.aofeng, f"第{n}座", kind=kind) for n, kind in enumerate(Tower.Kind.values)]
    for n in range(24):
        firm = make.make_firm(area=cast.aofeng, industry=[*SECTION_NAMES][n % len(SECTION_NAMES)], standing="active")
        unit = make.make_unit(towers[n % len(towers)], f"{n:03d}", sqm=100)
        make.make_tenancy(firm, unit, registered_here=True, taxed_here=True)
        say(firm, "staff", num=(5, 50, 200, 500)[n % 4])
        for key in SAYS:
            say(firm, key, code=CODES[key][n % len(CODES[key])])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_figures_shows_a_code(cast: Cast, language: str) -> None:
    district(cast)
    freeze(cast.city)
    split = {*Cell.objects.exclude(dim="").values_list("kpi", flat=True)}
    assert len(split) >= 5
    codes = {code for known in CODES.values() for code in known}
    reader, client = cast.actor("section_head"), Client()
    user = cast.user("section_head")
    user.locale = language
    user.save()
    client.force_login(user)
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        for key in split:
            for part in list_parts(reader, key, by="class"):
                assert part.label not in codes, (key, part.dim)
    for name, args in [("cockpit", []), ("wall", []), *(("figure", [key]) for key in KPIS)]:
        html = client.get(reverse(name, args=args)).content.decode()
        assert f'lang="{language}"' in html.lower(), name
        texts = {text.strip() for text in re.findall(">([^<]+)<", html)}
        assert not texts & {code for code in codes if len(code) > 1}, (name, args)
        bars = {text.strip() for text in re.findall('<th scope="row">(?:<a[^>]*>)?([^<]+)<', html)}
        assert not bars & codes, (name, args)
        assert bars or not args or args[0] not in split
