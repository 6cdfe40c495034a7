"""The whole model: both towers, temperatures and heads, and its folder in the Hugging Face layout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from .attributes import OTHER_MODE, SCALES
from .config import ModelConfig, ObjectiveConfig, PartConfig
from .data import TokenDataset
from .discriminant import directions, principal_components, standardisation
from .losses import (
    attribute_distance,
    contrastive,
    label_loss,
    like_neighbours,
    masked_tokens,
    structured_contrastive,
)
from .token_tower import MaskedHead, TokenTower
from .towers import BeatmapTower, MetadataTower, joined
from .vocabulary import (
    BeatmapVocabulary,
    MetadataVocabulary,
    read_beatmap_vocabulary,
    read_metadata_vocabulary,
)

PROCESSOR_PARTS = ("beatmap_parser", "beatmap_tokenizer", "metadata_tokenizer")
INITIAL_SCALE = 2.6592  # log of 14.28, as in CLIP and CM3P
ATTRIBUTE_WIDTH = 0.2  # of the neighbourhood, in clear differences of attributes


class Cm3p(nn.Module):
    """Both towers with their temperatures; `forward` takes a batch of kiai_tools.batches."""

    def __init__(
        self,
        config: ModelConfig,
        beatmap: BeatmapVocabulary,
        metadata: MetadataVocabulary,
        objective: ObjectiveConfig | None = None,
    ) -> None:
        super().__init__()
        self.config = config
        self.objective = objective or ObjectiveConfig()
        events = config.tower == "events"
        self.beatmap = BeatmapTower(config, beatmap) if events else TokenTower(config, beatmap)
        self.metadata = MetadataTower(config, metadata.size)
        self.logit_scale = nn.Parameter(torch.tensor(INITIAL_SCALE))  # windows to metadata
        self.part_scale = nn.ParameterDict(
            {part.name: nn.Parameter(torch.tensor(INITIAL_SCALE)) for part in config.learned}
        )
        width = config.width if events else config.hidden_size
        self.attribute_scale = nn.ParameterDict(
            {p.name: nn.Parameter(torch.tensor(INITIAL_SCALE)) for p in config.learned if p.attributes}
        )
        self.decoder = None
        if config.masked:
            self.decoder = MaskedHead(width, beatmap.bag_rows if events else beatmap.size)
        self.head = None
        if config.labels:
            self.head = nn.Linear(2 * width if events else width, config.labels)
        self.register_buffer("row_kind", torch.from_numpy(beatmap.row_kind), persistent=False)

    def towers(self, batch: dict[str, Any]) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """Parts, pooled and hidden states of the batch's windows."""
        if self.config.tower != "events":
            return self.beatmap.parts(batch["input_ids"], batch["attention_mask"])
        table = self.beatmap.events.bag
        windows, events = batch["event_mask"].shape
        bags = torch.zeros(windows * events, table.shape[1], dtype=table.dtype, device=table.device)
        bags = bags.index_add(0, batch["owner"], table[batch["rows"]])
        packed = (bags.view(windows, events, -1), *(batch[k] for k in ("time", "x", "y", "event_mask")))
        return self.beatmap.parts(packed, batch["features"])

    def forward(self, **batch: Any) -> dict[str, Tensor]:
        """The weighted loss and each loss by itself."""
        parts, pooled, hidden = self.towers(batch)
        weights = self.objective
        losses: dict[str, Tensor] = {}
        for part in self.config.learned:
            if part.views == batch["view"]:
                losses |= self.part_losses(part, parts[part.name].float(), batch)
        if weights.metadata and batch["view"] != "changed":  # a sped map has another metadata
            losses["metadata"] = weights.metadata * self.metadata_loss(parts, batch)
        if weights.masked and self.decoder is not None:
            logits = self.masked_logits(hidden, batch)
            losses["masked"] = weights.masked * masked_tokens(
                logits, batch["masked_true"], self.allowed(batch["masked_true"])
            )
        if weights.label and self.head is not None:
            n = len(batch["target"])
            losses["label"] = weights.label * label_loss(self.head(pooled[:n]), batch["target"])
        return {
            "loss": sum(losses.values(), torch.zeros((), device=pooled.device)),
            **{k: v.detach() for k, v in losses.items()},
        }

    def part_losses(self, part: PartConfig, vectors: Tensor, batch: dict[str, Any]) -> dict[str, Tensor]:
        """Of one part [B, size]: the windows of a map find each other; neighbours have like attributes."""
        losses = {}
        same_map = self.objective.same_map * part.same_map
        if same_map:
            first, second = vectors.chunk(2)
            losses[f"same_map_{part.name}"] = same_map * contrastive(first, second, self.part_scale[part.name])
        near = self.objective.same_map * part.attributes
        if near:
            known = batch["attributes"]
            known = known.repeat(len(vectors) // len(known), 1)
            weights = known.new_tensor([weight for _, weight in SCALES.values()])
            distance = attribute_distance(known, weights, OTHER_MODE)
            scale = self.attribute_scale[part.name]
            losses[f"attributes_{part.name}"] = near * like_neighbours(vectors, distance, scale, ATTRIBUTE_WIDTH)
        return losses

    def metadata_loss(self, parts: dict[str, Tensor], batch: dict[str, Any]) -> Tensor:
        """Window to metadata with structured variations; the first window of each map takes part."""
        n, variations, length = batch["metadata_ids"].shape
        rows = self.metadata(batch["metadata_ids"].view(-1, length), batch["metadata_mask"].view(-1, length))
        windows = joined(parts)[:n]
        return structured_contrastive(
            windows.float(), rows.float().view(n, variations, -1), self.logit_scale, batch["variation"] >= 0
        )

    def masked_logits(self, hidden: Tensor, batch: dict[str, Any]) -> Tensor:
        """Logits [M, C] of the masked places."""
        return self.decoder(hidden.flatten(0, 1)[batch["masked_at"]])

    def allowed(self, true: Tensor) -> Tensor | None:
        """Rows of the same kind as the masked ones, for the event tower."""
        if self.config.tower != "events":
            return None
        return self.row_kind[None, :] == self.row_kind[true][:, None]

    def save(self, folder: Path, processor: Path) -> None:
        """config.json, model.safetensors and the processor, as the Hub lays them out."""
        folder.mkdir(parents=True, exist_ok=True)
        config = {"model_type": "kiai_cm3p", **self.config.to_dict()}
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
        save_file({k: v.contiguous() for k, v in self.state_dict().items()}, folder / "model.safetensors")
        copy_processor(processor, folder)

    @staticmethod
    def load(folder: Path, objective: ObjectiveConfig | None = None) -> Cm3p:
        """A saved model, with the vocabularies of its own processor."""
        folder = Path(folder)
        values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if values.pop("model_type", None) != "kiai_cm3p":
            raise ValueError(f"{folder}/config.json is not of a model that these tools trained")
        model = Cm3p(
            ModelConfig.of(values),
            read_beatmap_vocabulary(folder),
            read_metadata_vocabulary(folder),
            objective,
        )
        model.load_state_dict(load_file(folder / "model.safetensors"))
        return model.eval()

    def begin_with(self, folder: Path) -> list[str]:
        """Takes over every weight of a saved model that has the same name and shape; returns the others' names."""
        saved = load_file(Path(folder) / "model.safetensors")
        mine = self.state_dict()
        fitting = {k: v for k, v in saved.items() if k in mine and mine[k].shape == v.shape}
        if not fitting:
            raise ValueError(f"no weight of {folder} fits this model")
        self.load_state_dict(fitting, strict=False)
        return sorted(set(mine) - set(fitting))

    def fit_to(self, data: TokenDataset) -> None:
        """Standardisation of the features, and the linear maps that training begins with."""
        if self.config.tower != "events":
            return
        mean, deviation = standardisation(data)
        self.beatmap.mean.copy_(torch.from_numpy(mean))
        self.beatmap.deviation.copy_(torch.from_numpy(deviation))
        for part in self.config.parts[len(self.config.learned) :]:
            found = principal_components(data, mean, deviation, part.size)
            getattr(self.beatmap, f"principal_{part.name}").copy_(torch.from_numpy(found))
        for part in self.config.learned:
            size = min(part.size, self.config.features)
            if part.by_attributes:
                found = principal_components(data, mean, deviation, size)
            else:
                found = directions(data, mean, deviation, size, changed=part.views == "changed")
            padded = np.zeros((self.config.features, part.size), np.float32)
            padded[:, : found.shape[1]] = found
            self.beatmap.features[part.name].begin_with(torch.from_numpy(padded))


def copy_processor(source: Path, target: Path) -> None:
    """The processor's files of a model or dataset folder."""
    for part in PROCESSOR_PARTS:
        shutil.copytree(source / part, target / part, dirs_exist_ok=True)
    shutil.copy(source / "processor_config.json", target / "processor_config.json")


def new_model(config: ModelConfig, data: TokenDataset, objective: ObjectiveConfig | None = None) -> Cm3p:
    """A model with random weights for a dataset's processor."""
    config.features = len(data.feature_names)
    return Cm3p(config, data.vocabulary, data.metadata_vocabulary, objective)
