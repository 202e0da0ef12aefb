"""The sample's figures, frozen, are those that the article prints, each by its own scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.db import connection, transaction

from mashang.accounts.models import Area
from mashang.cli.sample import FOLDER, load_sample
from mashang.insight.models import Cell, Run
from mashang.insight.reads.figures import list_figures, list_parts
from mashang.insight.tests.make import DAY, freeze, make_reader

FIGURES: dict[str, Any] = yaml.safe_load((FOLDER / "figures.yaml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def street(django_db_setup: None, django_db_blocker: Any) -> Iterator[Area]:
    """The sample loaded and frozen once for this file, and taken back afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_sample()
            freeze(on=FIGURES["day"])
            yield Area.objects.get(code="350103011")
            transaction.set_rollback(True)
        connection.close()


@pytest.mark.parametrize("figure", FIGURES["figures"], ids=lambda f: f["key"])
def test_the_articles_figure_is_frozen_from_the_sample(street: Area, figure: dict[str, Any]) -> None:
    (found,) = list_figures(make_reader(street), keys=[figure["key"]])
    assert found.value == figure["value"]


def test_every_figure_of_the_sample_has_a_value(street: Area) -> None:
    figures = list_figures(make_reader(street))
    # The days of sample requests move with today, so that rates of them may have nothing to divide by on the day of the article.
    assert [figure.kpi.key for figure in figures if figure.value is None and figure.kpi.topic != "services"] == []
    assert Run.objects.get().valid_on == DAY


def test_classes_have_names(street: Area) -> None:
    reader = make_reader(street)
    for key in set(Cell.objects.exclude(dim="").values_list("kpi", flat=True)):
        for part in list_parts(reader, key, by="class"):
            assert part.label != part.dim, (key, part.dim)
