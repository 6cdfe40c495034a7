"""A checkpoint of CM3P in the Hugging Face layout, as modules of ours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from safetensors.torch import load_file
from torch import Tensor, nn

from .released_model import LogMel, PredictionHead, Transformer

Part = TypeVar("Part", bound=nn.Module)


@dataclass
class Checkpoint:
    """What a checkpoint holds; parts that it lacks are None.

    `labels` are the classes of a classifier, in their order.
    """

    config: dict
    beatmap: Transformer
    beatmap_projection: nn.Linear | None
    metadata: Transformer | None
    metadata_projection: nn.Linear | None
    head: PredictionHead | None
    decoder: nn.Linear | None
    classifier: nn.Linear | None
    labels: list[str]
    logit_scale: float


def read(folder: Path) -> Checkpoint:
    """Reads config.json and the weights; names every tensor that is missing or left over."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights: dict[str, Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        weights.update(load_file(file))
    if not weights:
        raise FileNotFoundError(f"{folder} holds no .safetensors file")
    whole = "beatmap_config" in config
    beatmap_config = config["beatmap_config"] if whole else config
    beatmap_config = filled(beatmap_config, weights)
    taken: set[str] = set()

    def part(prefix: str, module: Part) -> Part:
        state = {n[len(prefix) :]: w.float() for n, w in weights.items() if n.startswith(prefix)}
        missing, unexpected = module.load_state_dict(state, strict=False)
        if missing or unexpected:
            raise ValueError(f"{folder}: the weights under {prefix} lack {missing}, and have {unexpected}")
        taken.update(prefix + name for name in state)
        return module.eval()

    def linear(name: str) -> nn.Linear | None:
        weight = weights.get(f"{name}.weight")
        if weight is None:
            return None
        module = nn.Linear(weight.shape[1], weight.shape[0], bias=f"{name}.bias" in weights)
        return part(f"{name}.", module)

    beatmap = part("beatmap_model.", Transformer(beatmap_config))
    metadata = None
    if whole:
        metadata_config = filled(config["metadata_config"], weights)
        metadata = part("metadata_model.", Transformer(metadata_config))
    has_head = "head.dense.weight" in weights
    classifier = linear("classifier")
    names = config.get("id2label") or {}
    checkpoint = Checkpoint(
        config=config,
        beatmap=beatmap,
        beatmap_projection=linear("beatmap_projection"),
        metadata=metadata,
        metadata_projection=linear("metadata_projection"),
        head=part("head.", PredictionHead(beatmap_config)) if has_head else None,
        decoder=linear("decoder"),
        classifier=classifier,
        labels=[names.get(str(i), f"class {i}") for i in range(classifier.out_features)] if classifier else [],
        logit_scale=float(weights["logit_scale"]) if "logit_scale" in weights else 0.0,
    )
    left = set(weights) - taken - {"logit_scale"}
    if left:
        raise ValueError(f"{folder}: nothing here takes the weights {sorted(left)}")
    return checkpoint


def filled(config: dict, weights: dict[str, Tensor]) -> dict:
    """Defaults that save_pretrained leaves out, of the reference's configuration classes."""
    defaults = {
        "norm_eps": 1e-5,
        "norm_bias": False,
        "local_attention": 128,
        "local_rope_theta": 10000.0,
        "global_rope_theta": 10000.0,
        "hidden_activation": "gelu",
        "cls_embed": True,
    }
    config = {**defaults, **config}
    if "audio_config" in config:
        audio = {**defaults, "n_mels": 80, **config["audio_config"]}
        config["audio_config"] = audio
    return config


class BeatmapEmbedding(nn.Module):
    """Token ids and mask [B, L], and samples [A, N] of the windows with audio, to unit vectors [B, D]."""

    def __init__(self, checkpoint: Checkpoint, samples: int | None = None) -> None:
        super().__init__()
        self.transformer = checkpoint.beatmap
        self.projection = checkpoint.beatmap_projection
        self.mel = LogMel(samples) if samples else None

    def audio(self, audio: Tensor | None) -> Tensor | None:
        return None if audio is None else self.transformer.audio_encoder(self.mel(audio))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, audio: Tensor | None = None) -> Tensor:
        hidden = self.transformer.hidden(input_ids, attention_mask, self.audio(audio))
        vector = self.projection(self.transformer.pooled(hidden, attention_mask)).float()
        return vector / vector.norm(dim=-1, keepdim=True)


class MetadataEmbedding(nn.Module):
    """Token ids and mask [B, L] to unit vectors [B, D]."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        super().__init__()
        self.transformer = checkpoint.metadata
        self.projection = checkpoint.metadata_projection

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.transformer.hidden(input_ids, attention_mask)
        vector = self.projection(self.transformer.pooled(hidden, attention_mask)).float()
        return vector / vector.norm(dim=-1, keepdim=True)


class MaskedTokens(BeatmapEmbedding):
    """The same inputs to scores [B, L, V] of what stands at each place."""

    def __init__(self, checkpoint: Checkpoint, samples: int | None = None) -> None:
        super().__init__(checkpoint, samples)
        self.head, self.decoder = checkpoint.head, checkpoint.decoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor, audio: Tensor | None = None) -> Tensor:
        hidden = self.transformer.hidden(input_ids, attention_mask, self.audio(audio))
        return self.decoder(self.head(hidden)).float()


class Classes(BeatmapEmbedding):
    """The same inputs to scores [B, classes]."""

    def __init__(self, checkpoint: Checkpoint, samples: int | None = None) -> None:
        super().__init__(checkpoint, samples)
        self.classifier = checkpoint.classifier

    def forward(self, input_ids: Tensor, attention_mask: Tensor, audio: Tensor | None = None) -> Tensor:
        hidden = self.transformer.hidden(input_ids, attention_mask, self.audio(audio))
        return self.classifier(self.transformer.pooled(hidden, attention_mask)).float()
