"""Two builds in two folders, on two Pythons and in other surroundings: do they leave the same bytes?

`make reproduce` builds the whole project as it stands on the Python of .venv, and again on another (OTHER=python3.13,
or else one that is found), in a fresh environment of the pinned packages, with another language, time
zone, hash seed and umask. Compared are all of `data/processed` and the executed notebooks, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import project

from pingan_analysis import paths

OURS = f"python3.{sys.version_info.minor}"
OTHERS = ("python3.13", "python3.11", "python3.12")
SURROUNDINGS = {
    "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "77", "COLUMNS": "40",
}  # fmt: skip


def found(name: str) -> str | None:
    """'python3.13' => where it is, on the path or beside the versions that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob(f"{name[6:]}.*/bin/{name}")
    return next(map(str, sorted(kept)), None) or shutil.which(name)


def environment_of(python: str, folder: Path) -> Path:
    """A Python => one like it in the folder, with the pinned packages; they are fetched, if pip has not got them."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check"]
    lock = paths.ROOT / "requirements.lock"
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock], check=True)
    return folder / "bin" / "python"


def built(python: str | Path, root: Path, umask: int, **surroundings: str) -> dict[str, bytes]:
    """Build in the folder => every file that the build leaves for a reader."""
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"} | surroundings
    command = [python, "-m", "pingan_analysis.run.cli", "build", "--force"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, umask=umask)
    if done.returncode:
        raise SystemExit(f"{python}: {done.stderr}{done.stdout}")
    files = [*(root / "data" / "processed").rglob("*"), *(root / "notebooks").glob("*.ipynb")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(files) if path.is_file()}


def main() -> None:
    wanted = sys.argv[1:] or [name for name in OTHERS if name != OURS]
    other = next(filter(None, map(found, wanted)), None)
    if not other:
        raise SystemExit(f"no other Python: {', '.join(wanted)} not found; name one, make reproduce OTHER=python3.13")
    with tempfile.TemporaryDirectory() as folder:
        python = environment_of(other, Path(folder, "venv"))
        here = built(sys.executable, project(Path(folder, "here")), 0o022)
        there = built(python, project(Path(folder, "elsewhere", "项目")), 0o077, **SURROUNDINGS)
    differing = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    print(f"{len(here)} files on {OURS}, {len(there)} on {Path(other).name}, {len(differing)} differ")
    raise SystemExit("\n".join(differing) or None)


if __name__ == "__main__":
    main()
