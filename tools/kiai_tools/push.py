"""Pushes a model folder to the Hugging Face Hub: a trained model, or an exported one.

HF_TOKEN=... python -m kiai_tools.push run/model name/of-repository
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

KEPT = ("*.json", "*.safetensors", "*.onnx", "*.md", "*.tsv", "*.yaml")


def push(folder: Path, repository: str, private: bool, api: HfApi) -> str:
    """Makes the repository when needed and uploads; returns its address."""
    if not (folder / "config.json").exists() and not (folder / "model.json").exists():
        raise ValueError(f"{folder} holds neither config.json nor model.json: it is no model")
    api.create_repo(repository, private=private, exist_ok=True)
    api.upload_folder(
        repo_id=repository,
        folder_path=folder,
        allow_patterns=list(KEPT),
        ignore_patterns=["checkpoints/*"],
        commit_message="Model of kiai_tools",
    )
    return f"{api.endpoint}/{repository}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("repository", help="owner/name")
    parser.add_argument("--private", action="store_true")
    args = parser.parse_args()
    try:
        print(push(args.folder, args.repository, args.private, HfApi()))
    except (HfHubHTTPError, LocalTokenNotFoundError, ValueError) as e:
        sys.exit(f"not pushed: {e}\nA write token is needed, in HF_TOKEN or by `hf auth login`.")


if __name__ == "__main__":
    main()
