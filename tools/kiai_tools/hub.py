"""Checkpoints by their names: fetched from the hub, verified, with one sentence for each way that fails."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

WANTED = ["*.json", "*.safetensors", "*.txt", "README.md"]
LATER = "try again later; what is here already stays"


def snapshot(name: str) -> Path:
    """The folder of a model of the hub; fetched files stay in the hub's cache and are not fetched again."""
    print(f"fetching {name}", flush=True)
    for _ in range(2):  # a connection that broke off is taken up once more, where it was
        try:
            return verified(name, Path(snapshot_download(name, allow_patterns=WANTED, max_workers=2)))
        except (OSError, RuntimeError, ValueError) as e:
            failure = e
            if isinstance(e, HfHubHTTPError | LocalEntryNotFoundError):
                break
    sys.exit(f"{name} was not fetched: {sentence(failure)}")


def sentence(failure: BaseException) -> str:
    """What went wrong, and what helps."""
    causes = [failure]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and cause not in causes:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, GatedRepoError):
            return "its owner wants to know who takes it; accept its terms on its page, then set HF_TOKEN"
        status = getattr(getattr(cause, "response", None), "status_code", None)
        if isinstance(cause, RepositoryNotFoundError) or status == 404:
            return (
                f"there is no model of that name at {constants.ENDPOINT}, or it is not for everybody: then set "
                "HF_TOKEN to a token that may read it"
            )
        if status in (401, 403):
            return "the hub does not let everybody have it; set HF_TOKEN to a token that may read it"
        if status == 429:
            return f"the hub has been asked too much from here; {LATER}"
        if status and status >= 500:
            return f"the hub at {constants.ENDPOINT} has a fault of its own ({status}); {LATER}"
    if isinstance(failure, LocalEntryNotFoundError | ConnectionError):
        return f"the hub at {constants.ENDPOINT} cannot be reached; check the network, or set HF_ENDPOINT"
    reason = " ".join(str(failure).split())
    return f"{reason or type(failure).__name__}; run the same command again, it goes on where it was"


def verified(name: str, folder: Path) -> Path:
    """The folder, if each file is the one that the hub named: its cache keeps them under their check-sums."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        stored = file.resolve()
        content = stored.read_bytes()
        sums = {
            64: lambda data: hashlib.sha256(data).hexdigest(),  # files in LFS
            40: lambda data: hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest(),  # files in git
        }
        check = sums.get(len(stored.name))
        if check and check(content) != stored.name:
            stored.unlink()
            file.unlink()
            sys.exit(
                f"{name} was not fetched: {file.name} is not what the hub says it is, and was deleted; "
                "run the same command again"
            )
    return folder
