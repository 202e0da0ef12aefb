"""Open data: the page that describes it, its files, and the figures with their scopes."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.public.datasets import DATASETS, TYPES, DataSet, write_book, write_csv, write_geojson
from mashang.faces.public.nav import render_page
from mashang.insight.reads.open_data import Published, get_published, is_published, licence, list_open_figures
from mashang.insight.reads.wording import name_owner, name_topic, write_with_unit
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.reads.naming import name_in

HOUR = 3_600
PAGE, FIGURES = gettext_lazy("Open data"), gettext_lazy("Figures and their scopes")


def open_data(request: Asked) -> HttpResponse:
    """Which data sets there are, under which licence, of which day, and what their fields mean."""
    locale = request.actor.locale
    values: dict[str, Any] = {"published": _published(locale), "licence": licence(), "on": is_published()}
    values["licence_name"] = name_in(locale, licence())
    values["sets"] = [_described(one) for one in DATASETS.values()]
    return render_page(request, "public/open_data.html", values, title=PAGE)


def _published(locale: str) -> Published | None:
    try:
        return get_published(locale)
    except NotThere:
        return None


def _described(one: DataSet) -> dict[str, object]:
    files = [{"form": form.upper(), "url": reverse("open_data_file", args=[one.slug, form])} for form in one.forms]
    return {"slug": one.slug, "name": one.name, "says": one.says, "fields": one.fields, "files": files}


def open_data_file(request: Asked, slug: str, form: str) -> HttpResponseBase:
    """One data set as a file at an address that stays; shared caches may keep it for an hour."""
    dataset, locale = DATASETS.get(slug), request.actor.locale
    if dataset is None or form not in dataset.forms:
        raise NotThere("no_such_data_set", _("There is no such data set."))
    published = get_published(locale)
    etag = f'"{published.run.sha256[:16]}-{published.run.id}-{slug}-{form}-{locale}"'
    if request.headers.get("If-None-Match") == etag:
        return _kept(HttpResponse(status=304), published, etag)
    return _kept(_file(dataset, form, published, locale), published, etag)


def _file(dataset: DataSet, form: str, published: Published, locale: str) -> HttpResponseBase:
    records = dataset.each(published, locale)
    sample = "-sample" if published.sample else ""
    name = f"{dataset.slug}-{published.run.valid_on.isoformat()}{sample}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(write_csv(dataset, records), content_type=TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    file = write_book(dataset, records, published) if form == "xlsx" else write_geojson([*records], published, locale)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])


def _kept(response: HttpResponseBase, published: Published, etag: str) -> HttpResponseBase:
    """Headers for caches and for machines that look for the licence (RFC 8288)."""
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(published.run.known_at.timestamp())
    response["Vary"] = "Accept-Language, Cookie"
    response["Link"] = f'<{licence().url}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def public_figures(request: Asked) -> HttpResponse:
    """The open figures with formula, scope and day, for anyone."""
    published = _published(request.actor.locale)
    figures = list_open_figures(published, request.actor.locale) if published else ()
    rows = [
        {
            "key": one.kpi.key,
            "name": one.kpi.name,
            "value": write_with_unit(one.value, one.kpi.unit),
            "on": one.on.isoformat(),
            "formula": one.kpi.formula,
            "scope": one.kpi.scope,
            "source": one.kpi.source,
            "owner": name_owner(one.kpi),
            "topic": name_topic(one.kpi.topic),
        }
        for one in figures
    ]
    values = {"published": published, "figures": rows, "on": is_published()}
    return render_page(request, "public/figures.html", values, title=FIGURES)
