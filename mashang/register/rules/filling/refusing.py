"""Why a blank sheet cannot be filled."""

from __future__ import annotations

from mashang.kernel.text import _
from mashang.register.rules.sheets.refusal import SheetRefused


def old_kind() -> SheetRefused:
    """An .xls, .et, .doc or .wps: its layout cannot be kept while it is filled."""
    return SheetRefused(
        "old_kind",
        _("This file is of the old kind (.xls or .doc), which cannot be filled without spoiling its layout."),
        field="file",
        mend=_("Open it in WPS or Excel, choose Save as, take .xlsx (a Word form: .docx), and send the new file."),
    )


def macros() -> SheetRefused:
    """Programs inside are neither run nor passed on."""
    return SheetRefused(
        "macros",
        _("This workbook carries macros. They are neither run nor passed on."),
        field="file",
        mend=_("Save it as .xlsx without macros and send that file."),
    )


def no_form() -> SheetRefused:
    """Neither a workbook nor a Word form."""
    return SheetRefused(
        "no_form",
        _("This is neither an Excel workbook nor a Word form."),
        field="file",
        mend=_("Send the blank sheet as .xlsx or .docx."),
    )


def no_table() -> SheetRefused:
    """No head was found where one was looked for."""
    return SheetRefused(
        "no_table",
        _("No row with known column names was found in the first 60 rows."),
        field="head",
        mend=_("Say in which row the head begins, or choose another sheet."),
    )


def no_blank_row() -> SheetRefused:
    """The head is there, and right below it something else."""
    return SheetRefused(
        "no_blank_row",
        _("There is no blank row below the column names."),
        field="file",
        mend=_("Put one blank row below the head, as the rows are to look, and send the file again."),
    )
