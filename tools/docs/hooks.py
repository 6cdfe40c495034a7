"""What MkDocs does not do by itself: pages that the program writes, and links to files outside of docs/.

A link such as ../onnx/default/README.md works where the repository is read; on the site the file comes along,
Markdown as a page, everything else as it is. A link to a file that is not there stays as it is, so that MkDocs
names it and the build fails.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from reference import pages

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)\s]*)?(\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for path, text in pages(ROOT).items():
        files.append(File.generated(config, path, content=text))
    waiting = [file for file in files if file.is_documentation_page() and file.abs_src_path]
    while waiting:
        file = waiting.pop()
        for target in outside(Path(file.abs_src_path).read_text("utf-8"), Path(file.abs_src_path).parent):
            if files.get_file_from_path(place(target)) is None:
                added = File.generated(
                    config, place(target), abs_src_path=str(target), inclusion=InclusionLevel.NOT_IN_NAV
                )
                files.append(added)
                if added.is_documentation_page():
                    waiting.append(added)
    return files


def place(target: Path) -> str:
    """Where a file lies on the site; MkDocs takes a README.md for the page of its folder."""
    inside = ROOT / "docs"
    if target.is_relative_to(inside):
        return target.relative_to(inside).as_posix()
    return f"repository/{target.relative_to(ROOT).as_posix()}"


def outside(text: str, folder: Path) -> list[Path]:
    targets = [(folder / match[2]).resolve() for match in LINK.finditer(text) if "://" not in match[2]]
    return [t for t in targets if t.is_file() and t.is_relative_to(ROOT) and not t.is_relative_to(ROOT / "docs")]


def on_page_markdown(markdown: str, page, config: MkDocsConfig, files: Files) -> str:
    source = page.file.abs_src_path
    folder = Path(source).parent if source else ROOT / "docs" / posixpath.dirname(page.file.src_uri)
    here = posixpath.dirname(page.file.src_uri)

    def replaced(match: re.Match[str]) -> str:
        if "://" in match[2]:
            return match[0]
        target = (folder / match[2]).resolve()
        if target.is_dir() and target.is_relative_to(ROOT):
            return f"{match[1]}{posixpath.relpath('index.md', here or '.')}{match[4]}"
        if not target.is_relative_to(ROOT) or files.get_file_from_path(place(target)) is None:
            return match[0]
        return f"{match[1]}{posixpath.relpath(place(target), here or '.')}{match[3] or ''}{match[4]}"

    return LINK.sub(replaced, markdown)
