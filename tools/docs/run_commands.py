"""Runs the commands of the documentation: the blocks below a line `<!-- run -->`, in the order of a page.

    python3 tools/docs/run_commands.py [PAGE...]      all pages and the README when left out

Each page has a folder of its own, with samples, `kiai` and an index of the starter, as a reader's. A command that
fails, or that finds nothing, fails the page. The program must be built.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^ *<!-- run -->\n( *)```[a-z]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def run(page: Path, starter: Path) -> int:
    blocks = [re.sub(rf"^{found[1]}", "", found[2], flags=re.MULTILINE) for found in BLOCK.finditer(page.read_text())]
    if not blocks:
        return 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "kiai").symlink_to(ROOT / "kiai")
        shutil.copytree(ROOT / "samples", folder / "samples")
        shutil.copytree(starter, folder / "index")
        environment = {**os.environ, "KIAI_INDEX": str(folder / "index"), "HOME": place}
        for block in blocks:
            for command in block.replace("\\\n", " ").strip().splitlines():
                done = subprocess.run(
                    ["bash", "-euc", command], cwd=folder, env=environment, capture_output=True, text=True
                )
                silent = command.startswith("./kiai") and "--to" not in command and not done.stdout.strip()
                if done.returncode or silent or "No maps match" in done.stdout:
                    sys.exit(f"{page.relative_to(ROOT)}: {command}\n{done.stdout}{done.stderr}")
    return len(blocks)


def main(names: list[str]) -> None:
    pages = [Path(name).resolve() for name in names] or [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
    with tempfile.TemporaryDirectory() as starter:
        subprocess.run([ROOT / "kiai", "index", "--starter", "--index", starter], check=True, capture_output=True)
        ran = {page: run(page, Path(starter)) for page in pages}
    print(f"{sum(ran.values())} blocks of commands on {sum(1 for n in ran.values() if n)} pages run")


if __name__ == "__main__":
    main(sys.argv[1:])
