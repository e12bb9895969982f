"""mypy over the library, whose settings are its own: the same rules, read with the other site's settings."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OFFICE, LIBRARY = "qorgan.web.settings", "qorgan.web.library.settings"
LEFT_OUT = ', "/web/library/"'


def configuration() -> str:
    """The project's configuration with the library's settings in place of the office's."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    setting = f'django_settings_module = "{OFFICE}"'
    if text.count(setting) != 1 or text.count(LEFT_OUT) != 1:
        raise SystemExit("check_library_types: pyproject.toml no longer says what this script replaces")
    return text.replace(setting, setting.replace(OFFICE, LIBRARY)).replace(LEFT_OUT, "")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pyproject.toml"
        file.write_text(configuration(), "utf-8")
        command = [
            sys.executable, "-m", "mypy", "--no-error-summary", "--config-file", str(file),
            "--cache-dir", str(ROOT / ".mypy_cache" / "library"), "src/qorgan/web/library",
        ]  # fmt: skip
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
