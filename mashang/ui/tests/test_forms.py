"""Fields as the kit draws them; days as people type them."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from mashang.ui.forms import IsoDateField
from mashang.ui.parts import Source


class Lease(forms.Form):
    firm = forms.CharField(label="Firm", help_text="As on the licence")
    rent = forms.CharField(label="Rent", required=False)
    since = IsoDateField(label="Since")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Office"), ("b", "Shop")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sure", required=False)


def drawn(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    "typed", ["2026-11-20", " 2026/11/20 ", "2026.11.20", "20261120", "2026年11月20日", "2026-11-20 "]
)
def test_a_day_is_read_however_it_is_typed(typed: str) -> None:
    assert IsoDateField().clean(typed) == datetime.date(2026, 11, 20)


@pytest.mark.parametrize("typed", ["20.11.2026", "2026-13-01", "2026-11", "tomorrow", "2026-02-30", "11/20/2026"])
def test_a_day_that_cannot_be_one_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="2026-11-20"):
        IsoDateField().clean(typed)


def test_a_day_is_shown_as_iso_in_every_language() -> None:
    assert 'value="2026-11-20"' in drawn(
        "{% field form.since %}", form=Lease(initial={"since": datetime.date(2026, 11, 20)})
    )


def test_an_error_stands_at_its_field_and_in_the_summary_with_a_link() -> None:
    form = Lease({"firm": "", "since": "x", "kind": "a"})
    html = drawn("{% errors form %}{% field form.firm %}", form=form)
    assert 'href="#id_firm"' in html
    assert 'id="id_firm_error"' in html
    assert 'aria-describedby="id_firm_helptext id_firm_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_is_kept_when_the_form_comes_back() -> None:
    assert 'value="x"' in drawn("{% field form.since %}", form=Lease({"since": "x"}))


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    assert 'class="req"' in drawn("{% field form.rent %}", form=Lease())
    assert 'class="req"' not in drawn("{% field form.firm %}", form=Lease())


def test_radio_buttons_stand_in_a_fieldset_with_a_legend() -> None:
    html = drawn("{% field form.kind %}", form=Lease({"kind": "b"}))
    assert "<legend>" in html
    assert html.count('type="radio"') == 2
    assert html.count("checked") == 1
    assert 'for="id_kind_1"' in html


def test_a_tick_box_has_its_label_after_it() -> None:
    html = drawn("{% field form.sure %}", form=Lease())
    assert html.index("form-check-input") < html.index("form-check-label")


def test_what_is_held_already_stands_under_its_field() -> None:
    html = drawn("{% field form.firm held=held %}", form=Lease(), held=Source(name="Registry", on="2026-11-02"))
    assert "k-held" in html
    assert "2026-11-02" in html


def test_a_whole_form_is_drawn_by_the_renderer_of_the_kit() -> None:
    html = drawn("{{ form }}", form=Lease({}))
    assert html.count("k-field") == 5
    assert "k-errors" in html
