"""`mashang backup` and `mashang restore`: everything the platform holds, into a folder and back."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from mashang.project.launch import archive, attach
from mashang.project.launch.progress import tell
from mashang.project.launch.trouble import Trouble


def documents_folder() -> Path:
    """Where the platform keeps uploaded documents."""
    from django.core.files.storage import default_storage

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")
    return Path(str(getattr(default_storage, "location", "")))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Write the database and all documents into FOLDER, which must be new or empty."""
    from mashang.project.env import BadEnvironment
    from mashang.project.version import version

    began = time.monotonic()
    try:
        with attach.database(start=True) as url:
            made = archive.make(str(url), documents_folder(), folder, version())
    except (Trouble, BadEnvironment) as trouble:
        raise click.ClickException(str(trouble)) from trouble
    report(made, folder, time.monotonic() - began)
    tell(
        "备份里没有 MASHANG_SECRET_KEY、MASHANG_TRAIL_KEY 和 MASHANG_SEAL_KEY：请另行妥善保管。",  # zh: no catalogue is loaded here
        "MASHANG_SECRET_KEY, MASHANG_TRAIL_KEY and MASHANG_SEAL_KEY are not in it: keep them safe elsewhere.",
    )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore(folder: Path) -> None:
    """Bring the backup in FOLDER into an empty database and an empty documents folder."""
    from mashang.project.env import BadEnvironment

    began = time.monotonic()
    try:
        with attach.database(start=True) as url:
            held = archive.restore(str(url), documents_folder(), folder)
    except (Trouble, BadEnvironment) as trouble:
        raise click.ClickException(str(trouble)) from trouble
    report(held, folder, time.monotonic() - began)


def report(manifest: archive.Manifest, folder: Path, seconds: float) -> None:
    """One line: how much, where, how long."""
    rows, tables, files = sum(manifest.rows.values()), len(manifest.rows), len(manifest.documents)
    tell(
        f"{folder}：{tables} 张表 {rows} 行，{files} 个文件，用时 {seconds:.1f} 秒。",  # zh: as above
        f"{rows} rows in {tables} tables, {files} documents, {seconds:.1f} s.",
    )
