"""Settings of models and of training, as typed trees that Hydra and OmegaConf fill and check."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from omegaconf import MISSING, OmegaConf


@dataclass
class PartConfig:
    """A part of the embedding and the pairs of windows that teach it.

    views: `plain` (two windows as they are), `changed` (each sped and mirrored by itself), `mixed`, or
    `features`: not learned, the principal components of the window features, which keep what training
    for same maps forgets, such as how hard a map is. Such parts come last.

    same_map, attributes: weights of this part's losses: the two windows of a map find each other, and
    neighbours are as near as their stars, AR, tempo, CS and year are (kiai_tools.attributes).
    """

    name: str = "play"
    size: int = 256
    views: str = "mixed"
    same_map: float = 1.0
    attributes: float = 0.0

    @property
    def by_attributes(self) -> bool:
        """Whether it is above all for neighbours of like attributes."""
        return self.attributes > self.same_map


@dataclass
class ModelConfig:
    """Architecture. `tower` is `events` (small, packs events, uses features) or `modernbert` (tokens)."""

    tower: str = "events"
    parts: list[PartConfig] = field(default_factory=lambda: [PartConfig()])
    # The event tower.
    width: int = 128
    layers: int = 3
    heads: int = 4
    intermediate: int = 256
    feature_hidden: int = 384
    dropout: float = 0.3
    pool_dropout: float = 0.1
    features: int = 0  # number of window features, from the dataset
    # The token tower: transformers' ModernBERT, sizes of CM3P's v1 when left alone.
    hidden_size: int = 768
    num_hidden_layers: int = 22
    num_attention_heads: int = 12
    intermediate_size: int = 1152
    max_positions: int = 8192
    cls_pooling: bool = True
    attention: str = "sdpa"  # or flash_attention_2 (unpadded), eager
    # The metadata tower.
    metadata_width: int = 128
    metadata_layers: int = 2
    metadata_heads: int = 4
    # Heads beside the contrastive one.
    masked: bool = False
    labels: int = 0  # classes of the classification head, 1 for regression, 0 for none

    @property
    def learned(self) -> list[PartConfig]:
        """The parts that training changes."""
        return [part for part in self.parts if part.views != "features"]

    @property
    def dimension(self) -> int:
        """Length of an embedding."""
        return sum(part.size for part in self.parts)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of(values: dict[str, Any]) -> ModelConfig:
        """From plain values, checked; unknown names are errors."""
        config = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(ModelConfig), values))
        assert isinstance(config, ModelConfig)
        return config


@dataclass
class DataConfig:
    """Token datasets and what of them takes part; see kiai_tools.data.Filters."""

    roots: list[str] = MISSING
    years: list[int] | None = None
    stars: list[float] | None = None
    modes: list[int] | None = None
    sets: list[int] | None = None
    workers: int = 1


@dataclass
class BatchConfig:
    """What a batch holds. Probabilities are of one window, map, token or value as named."""

    maps: int = 96  # two windows of each
    events: int = 112  # longest stretch of a window, event tower
    tokens: int = 2000  # longest window, token tower
    same_mode: float = 0.75  # of a batch to hold one mode only
    mode_power: float = 0.7  # modes are drawn by their size to this power
    change: float = 0.85  # of a window in a batch of changed views
    drop_sounds: float = 0.5
    drop_events: float = 0.06  # of a token, in 30 % of the windows
    drop_features: float = 0.05
    drop_metadata: float = 0.45  # mean share of the fields that become unknown
    variations: int = 1  # V: rows of metadata a map, the true one and V-1 with one field changed
    mask: float = 0.0  # of a token to be masked
    pairs: bool = True  # false: one window a map, for classification and masked training alone


@dataclass
class ObjectiveConfig:
    """Weights of the losses; 0 leaves one out."""

    same_map: float = 1.0
    metadata: float = 0.3
    masked: float = 0.0
    label: float = 0.0
    label_name: str = "status"  # status, year, mode, stars …; a field of maps.jsonl or its metadata
    label_values: list[str] = field(default_factory=list)  # classes; empty: regression


@dataclass
class OptimiserConfig:
    """`adamw`, or `muon` for inner matrices with AdamW for the rest at a quarter of the rate."""

    name: str = "adamw"
    lr: float = 1.5e-3
    weight_decay: float = 0.05
    warmup: int = 100
    floor: float = 0.02  # share of the rate that the cosine ends at
    clip: float = 1.0


@dataclass
class RunConfig:
    """How long and where."""

    steps: int = 3000
    minutes: float = 0  # the schedule ends at this time when it is earlier; 0: steps alone
    seed: int = 1
    bf16: bool = False
    threads: int = 0
    accumulate: int = 1
    log_every: int = 50
    evaluate_every: int = 400
    save_every: int = 400
    report_to: str = "none"  # or wandb
    resume: bool = False  # go on from the last checkpoint in out
    begin_with: str | None = None  # a saved model whose weights to begin with
    freeze: list[str] = field(default_factory=list)  # beatmap, metadata …: names begin with these
    unfreeze_at: int = 0  # step at which all thaws; 0: never


@dataclass
class TrainConfig:
    """Everything of one training."""

    out: str = MISSING
    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    batch: BatchConfig = field(default_factory=BatchConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    run: RunConfig = field(default_factory=RunConfig)
