"""Places at which a process kills itself when the campaign has set a trap there."""

from __future__ import annotations

import os
import signal
from pathlib import Path

FOLDER = Path(os.environ.get("FAULTS_FOLDER", "/nowhere"))


def pass_by(step: str) -> None:
    """Die here (kill -9, no chance to clean up) if the trap of this step is set; it catches one process."""
    try:
        (FOLDER / f"trap.{step}").unlink()
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
