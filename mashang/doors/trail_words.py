"""Words for what the doors write into the trail."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mashang.doors import news
from mashang.doors.wording import ROLE_LABELS, role_label
from mashang.kernel.actor import Actor
from mashang.trail.words import ACT_WORDS, FIELD_WORDS, NAMERS, SUBJECT_WORDS, add_value_words


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    from mashang.accounts.models import Area, SavedView  # the models are there only when the apps are

    ACT_WORDS.update(
        {
            "sign_in.succeed": _("Signed in"),
            "sign_in.fail": _("Sign-in failed: wrong password"),
            "sign_in.lock": _("Sign-in locked after wrong passwords"),
            "sign_in.unlock": _("Lock of the sign-in lifted"),
            "sign_out.do": _("Signed out"),
            "password.change": _("Password changed"),
            "password.hand_over": _("Password link handed over"),
            "second_factor.set_up": _("Second factor set up"),
            "second_factor.remove": _("Second factor removed"),
            "second_factor.drop": _("Second factor taken off by an administrator"),
            "recovery_codes.renew": _("New recovery codes made"),
            "session.end": _("A browser was signed out"),
            "sessions.end": _("All browsers were signed out"),
            "person.edit": _("Account edited"),
            "person.open": _("Account opened"),
            "person.close": _("Account closed"),
            "person.reopen": _("Account opened again"),
            "phone.ask": _("Code sent to a mobile number"),
            "phone.confirm": _("Mobile number proved"),
            "phone.drop": _("Mobile number taken away"),
            "role.grant": _("Role granted"),
            "role.approve": _("Role approved"),
            "role.end": _("Role ended"),
            "person.invite": _("Person invited"),
            "invitation.accept": _("Invitation accepted"),
            "invitation.approve": _("Role of an invitation approved"),
            "invitation.recall": _("Invitation recalled"),
            "invitation.renew": _("New link for an invitation"),
            "view.save": _("View saved"),
            "view.share": _("View shared"),
            "view.delete": _("View deleted"),
            "office.found": _("Office founded"),
            "area.add": _("Area added"),
            "area.edit": _("Area edited"),
            "area.close": _("Area closed"),
            "department.add": _("Department added"),
            "department.edit": _("Department edited"),
            "department.close": _("Department closed"),
            "department.chat_set": _("Chat group of a department set"),
            "department.chat_drop": _("Chat group of a department taken away"),
        }
    )
    SUBJECT_WORDS.update(
        {
            "membership": _("Role of a person"),
            "invitation": _("Invitation"),
            "area": _("Area"),
            "department": _("Department"),
        }
    )
    FIELD_WORDS.update(
        {
            "name": _("Name"),
            "email": _("E-mail"),
            "phone": _("Mobile number"),
            "chat_group": _("Chat group"),
            "login": _("Login name"),
            "language": _("Language"),
            "role": _("Role"),
            "area": _("Area covered"),
            "department": _("Department"),
            "from": _("From"),
            "until": _("Until"),
            "user": _("Person"),
            "invitation": _("Invitation"),
            "mfa_required": _("Second factor required"),  # of entries from the time when it could be switched
            "name_zh": _("Chinese name"),
            "name_hant": _("Name in traditional characters"),
            "name_en": _("English name"),
            "kind": _("Kind"),
            "code": _("Code"),
            "supervisor": _("Superior department"),
            "shared_with": _("Shared with"),
        }
    )
    add_value_words("role", ROLE_LABELS)
    NAMERS.update(
        {
            "user": _people,
            "supervisor": _departments,
            "department": _departments,
            "area": _areas,
            "park_id": _areas,
            "invitation": _invitations,
            "membership": _memberships,
            "saved_view": _views,
        }
    )
    add_value_words("shared_with", dict(SavedView.Sharing.choices))
    add_value_words("kind", dict(Area.Kind.choices))
    add_value_words("language", dict(settings.LANGUAGES))
    add_value_words("page", {"people": _("People"), "invitations": _("Invitations"), "departments": _("Departments")})


def _people(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    from mashang.trail.reads.history import names_of

    return names_of(ids, actor=actor)


def _areas(_actor: Actor, ids: set[int]) -> Mapping[int, str]:
    return news.area_names(None, sorted(ids))


def _departments(_actor: Actor, ids: set[int]) -> Mapping[int, str]:
    return news.department_names(None, sorted(ids))


def _memberships(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    from mashang.accounts.models import Membership

    rows = Membership.objects.filter(pk__in=ids, area__path__startswith=actor.area_path)
    names = _people(actor, {row.user_id for row in rows})
    return {row.pk: f"{names[row.user_id]} · {role_label(row.role)}" for row in rows if row.user_id in names}


def _invitations(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    from mashang.doors.reads.invitations import invited_names

    return invited_names(actor, ids)


def _views(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    from mashang.doors.reads.saved_views import list_views

    return {view.id: view.name for view in list_views(actor) if view.id in ids}
