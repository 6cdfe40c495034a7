"""The pages of the reference that the program itself knows: commands, words, HTTP, metrics."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen


def pages(root: Path) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place, server(root, place) as address:
        api = json.loads(get(f"{address}/openapi.json"))
        get(f"{address}/api/v1/search?q=jumps")  # so that there is a request to count
        metrics = get(f"{address}/metrics")
    return {
        "reference/commands.md": commands(root),
        "reference/words.md": words(root),
        "reference/http.md": http(api),
        "reference/metrics.md": metrics_page(metrics),
    }


def get(address: str) -> str:
    with urlopen(address, timeout=60) as answer:
        return answer.read().decode()


def kiai(root: Path, *arguments: str) -> str:
    run = subprocess.run([root / "kiai", *arguments], capture_output=True, text=True, check=True)
    return run.stdout


@contextlib.contextmanager
def server(root: Path, place: str) -> Iterator[str]:
    kiai(root, "index", str(root / "samples"), "--index", place)
    process = subprocess.Popen(
        [root / "kiai", "serve", "--index", place, "--port", "0"], stderr=subprocess.STDOUT, stdout=subprocess.PIPE,
        text=True, env={**os.environ, "KIAI_INDEX": place},
    )  # fmt: skip
    try:
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"Kiai is at (http://[^ ]+)", line):
                yield found[1]
                break
        else:
            raise RuntimeError("kiai serve did not start")
    finally:
        process.terminate()
        process.wait()


def commands(root: Path) -> str:
    overview = kiai(root, "--help")
    names = re.findall(r"^  ([a-z][a-z-]+) ", overview.split("Commands:")[1], re.MULTILINE)
    text = ["# Commands", "", "What each says of itself with `--help`.", "", f"```\n{overview.rstrip()}\n```", ""]
    for name in names:
        text += [f"## kiai {name}", "", f"```\n{kiai(root, name, '--help').rstrip()}\n```", ""]
        inner = kiai(root, name, "--help").split("Commands:")
        for sub in re.findall(r"^  ([a-z][a-z-]+) ", inner[1], re.MULTILINE) if len(inner) > 1 else []:
            text += [f"### kiai {name} {sub}", "", f"```\n{kiai(root, name, sub, '--help').rstrip()}\n```", ""]
    return "\n".join(text)


def words(root: Path) -> str:
    folder = root / "src/main/resources/kiai/query/lexicon"
    text = [
        "# Words",
        "",
        "Lists that the program reads; [the language](../search.md) says what they do in a sentence.",
        "",
    ]
    titles = {
        "moods.tsv": ("Moods and uses", ["words", "measures", "why"]),
        "synonyms.tsv": ("Other words for the same", ["word of the language", "also"]),
        "play-words.tsv": ("Words of play", []),
    }
    for name, (title, header) in titles.items():
        rows = [line.split("\t") for line in (folder / name).read_text("utf-8").splitlines() if line and line[0] != "#"]
        header = header or [""] * max(map(len, rows))
        text += [f"## {title}", "", cells(header), cells(["---"] * len(header))]
        text += [*(cells(row + [""] * (len(header) - len(row))) for row in rows), ""]
    return "\n".join(text)


def cells(row: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def http(api: dict) -> str:
    text = [
        "# HTTP",
        "",
        "From `GET /openapi.json`, which `/docs` of a running server shows with fields to try them.",
        "",
    ]
    for path, methods in api["paths"].items():
        for method, about in methods.items():
            text += [f"## {method.upper()} {path}", "", about.get("summary", ""), "", about.get("description", ""), ""]
            parameters = about.get("parameters", [])
            if parameters:
                text += [cells(["parameter", "in", "says"]), cells(["---"] * 3)]
                text += [
                    cells([f"`{p['name']}`", p["in"], p.get("description", "").replace("\n", " ")]) for p in parameters
                ]
                text += [""]
            answers = about.get("responses", {})
            text += [cells(["answer", "when"]), cells(["---"] * 2)]
            text += [cells([code, a.get("description", "").replace("\n", " ")]) for code, a in answers.items()]
            text += [""]
    return "\n".join(text)


def metrics_page(metrics: str) -> str:
    text = ["# Metrics", "", "What `GET /metrics` of a running server has, for Prometheus.", ""]
    text += [cells(["metric", "kind", "says"]), cells(["---"] * 3)]
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)", metrics, re.MULTILINE))
    for name, says in re.findall(r"^# HELP (\S+) (.*)", metrics, re.MULTILINE):
        text.append(cells([f"`{name}`", kinds.get(name, ""), says]))
    return "\n".join(text) + "\n"
