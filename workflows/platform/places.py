"""Where on this machine does the product keep things? One home for each checkout, so that two never meet."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workflows.platform.unusable import Unusable

# As root: where Linux keeps what services own.
SYSTEM_HOME: Final = Path("/var/lib/stepwise")
CHECKOUT: Final = Path(__file__).resolve().parents[2]


def home(environment: Mapping[str, str], *, make: bool = True) -> Path:
    """The folder of this checkout's data, made if it is not there. STEPWISE_DATA_DIR names another."""
    named = environment.get("STEPWISE_DATA_DIR")
    path = Path(named).expanduser().absolute() if named else _own_home()
    if not make:
        return path
    try:
        path.mkdir(parents=True, exist_ok=True)
        if path.stat().st_uid == os.geteuid():
            # Others may pass through it, for the database's own user, but not look around.
            path.chmod(0o711)
    except OSError as error:
        raise Unusable(
            f"The data folder {path} cannot be made: {error.strerror}. Name another in STEPWISE_DATA_DIR."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise Unusable(
            f"The data folder {path} belongs to another account. Start Stepwise as that one, or name another "
            "folder in STEPWISE_DATA_DIR."
        )
    return path


def fingerprint(path: Path) -> str:
    """Twelve digits that stand for a path where a short name is needed."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def socket_folder(data: Path) -> Path:
    """A short folder for the socket of the cluster at `data`: a socket's path may have 107 bytes (103 on
    macOS).
    """
    name = f"stepwise-{os.geteuid()}-{fingerprint(data)}"
    candidates = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]
    if os.geteuid() == 0 and os.access("/run", os.W_OK):
        candidates.insert(0, "/run")
    usable = (Path(place) / name for place in candidates if place and os.path.isdir(place))
    return next(path for path in usable if len(str(path)) <= 80)


def _own_home() -> Path:
    # Imported here: only the first lines of a start need it.
    from platformdirs import user_data_path

    root = SYSTEM_HOME if os.geteuid() == 0 else user_data_path("stepwise", appauthor=False)
    return root / f"{CHECKOUT.name}-{fingerprint(CHECKOUT)}"
