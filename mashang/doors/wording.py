"""Turns words of the kernel and codes of the accounts into the reader's language."""

from __future__ import annotations

from django.forms import BaseForm
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashang.accounts.rules.roles import Role
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message

ROLE_LABELS: dict[str, Promise] = {
    Role.TOWER_STEWARD: _("Tower steward"),
    Role.SERVICE_OFFICER: _("Service officer"),
    Role.WINDOW_CLERK: _("Window clerk"),
    Role.AGENT: _("Agent"),
    Role.INVESTMENT_OFFICER: _("Investment officer"),
    Role.POLICY_OFFICER: _("Policy officer"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.SECTION_HEAD: _("Section head"),
    Role.LEADER: _("Leader"),
    Role.FINANCE_OFFICER: _("Finance officer"),
    Role.DEPARTMENT_LIAISON: _("Department liaison"),
    Role.PROPERTY_MANAGER: _("Property manager"),
    Role.FIRM_OWNER: _("Firm owner"),
    Role.FIRM_MEMBER: _("Firm member"),
    Role.SYSTEM_ADMINISTRATOR: _("System administrator"),
    Role.SECURITY_ADMINISTRATOR: _("Security administrator"),
    Role.AUDITOR: _("Auditor"),
    "asker": _("Person without an account"),
}


def say(text: object) -> str:
    """A text in the reader's language: a kernel message is translated by its id, its values filled in after.

    Of a refusal: what is wrong, and how to mend it.
    """
    if isinstance(text, Refused):
        return " ".join(filter(None, (say(text.message), say(text.mend))))
    if isinstance(text, Message):
        return gettext(text.id) % {k: say(v) for k, v in text.params.items()} if text.params else gettext(text.id)
    return str(text)


def role_label(role: str) -> str:
    """The name of a role in the reader's language; the code itself when it is unknown."""
    label = ROLE_LABELS.get(role)
    return str(label) if label is not None else role


def tell_form(form: BaseForm, refused: Refused) -> None:
    """Show a refusal at the field it names, or above the form."""
    form.add_error(
        refused.field if refused.field in form.fields else None,
        say(refused),
    )
