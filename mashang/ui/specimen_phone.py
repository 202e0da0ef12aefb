"""A made-up page for a thumb, for the specimen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from mashang.ui import page, parts
from mashang.ui.acting import ChoiceCard, five_levels
from mashang.ui.forms import IsoDateField
from mashang.ui.specimen_work import sample_clocks


class SampleAnswer(forms.Form):
    """The fields that the cards open."""

    result = forms.CharField(label="结果", required=False, widget=forms.Textarea)
    until = IsoDateField(label="延到", required=False)
    why = forms.CharField(label="为什么", required=False)


def phone_values(request: HttpRequest) -> dict[str, Any]:
    """The context of this part of the specimen; `?wrong` shows what was not answered."""
    form = SampleAnswer()
    cards = (
        ChoiceCard(value="take", label="接下，正在办", note="先报到，结果 11-24 前再答", icon="check", chosen=True, button="报到，接下来"),
        ChoiceCard(value="done", label="办好了，这就答复", note="写结果，可附一份文书", icon="circle-check", fields=(form["result"],), button="提交结果"),
        ChoiceCard(
            value="longer", label="要延期", note="11-23 17:30 前可申请，企业会被告知", icon="calendar-time",
            fields=(form["until"], form["why"]), hint="只能申请一次。", button="提交延期申请",
        ),
        ChoiceCard(value="other", label="不归我们", note="只能提一次，街道当天裁定", icon="transfer", button="提交异议"),
    )  # fmt: skip
    wrong = "wrong" in request.GET
    return {
        "page": page.Page(title="装修渣土备案，能否和施工许可并着办"),
        "sub": "鳌峰街道 · 部门答复",
        "tag": "不用账号",
        "clocks": sample_clocks()[:2],
        "files": [parts.Attachment(name="2703 隔墙现状.jpg", url="?file=1", note="1.8 MB", icon="camera")],
        "cards": cards,
        "levels": five_levels(("很不满意", "不满意", "一般", "满意", "很满意"), "4"),
        "error": "请选一个答复。" if wrong else "",
    }
