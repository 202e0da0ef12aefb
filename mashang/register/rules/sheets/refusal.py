"""A file that cannot be read at all."""

from __future__ import annotations

from mashang.kernel.errors import Refused
from mashang.kernel.text import _


class SheetRefused(Refused):
    """The whole file is refused; `code`, `message` and `mend` say why and what to do."""


def wrong_kind() -> SheetRefused:
    """Not a spreadsheet at all: a picture, a letter, an archive."""
    return SheetRefused(
        "wrong_kind",
        _("This is not a spreadsheet."),
        mend=_("Save the list as .xlsx, .xls, .ods or .csv and send that file."),
    )


def page_as_sheet() -> SheetRefused:
    """A web page or XML document without a table."""
    return SheetRefused(
        "page_as_sheet",
        _("This file carries the name of a spreadsheet but is a web page or an XML document."),
        mend=_("Open it in a spreadsheet program and save it as .xlsx."),
    )


def empty() -> SheetRefused:
    """Nothing in it."""
    return SheetRefused("empty", _("The file is empty."), mend=_("Choose the file that holds the list."))


def broken() -> SheetRefused:
    """Damaged, or made to crash the reader."""
    return SheetRefused(
        "broken",
        _("The file is damaged and cannot be read."),
        mend=_("Open it in a spreadsheet program, save it again and send the new file."),
    )


def password_protected() -> SheetRefused:
    """Locked by a password; ours is not to guess it."""
    return SheetRefused(
        "password",
        _("The file is protected by a password."),
        mend=_("Take the password off in the spreadsheet program, save, and send the file again."),
    )


def too_large() -> SheetRefused:
    """Unpacks to more than any list holds."""
    return SheetRefused(
        "too_large",
        _("The file unpacks to far more than a list of tenants can hold."),
        mend=_("Copy the list into a new workbook and send that."),
    )


def too_many_rows(rows: int) -> SheetRefused:
    """More rows than are read at once."""
    return SheetRefused(
        "too_many_rows",
        _("A sheet may have at most %(rows)s rows.", rows=rows),
        mend=_("Split the list into several files."),
    )
