"""Trains a model. Settings are composed by Hydra from configs/ and the command line:

python -m kiai_tools.train out=run data.roots=[dataset] +preset=small run.minutes=60
python -m kiai_tools.train --cfg job +preset=cm3p       # show what would be run
"""

from __future__ import annotations

import json
from pathlib import Path

import hydra
import torch
from hydra.core.config_store import ConfigStore
from omegaconf import DictConfig, OmegaConf

from .config import TrainConfig
from .data import Filters, TokenDataset
from .model import Cm3p, new_model
from .trainer import Cm3pTrainer, last_checkpoint

ConfigStore.instance().store(name="schema", node=TrainConfig)


def open_data(config: TrainConfig) -> TokenDataset:
    data = config.data
    return TokenDataset(
        [Path(root) for root in data.roots],
        Filters(data.years, data.stars, data.modes, data.sets),
    )


def train(config: TrainConfig) -> dict:
    """Runs one training; the best checkpoint's model lies in out/model, and is returned as measures."""
    if config.run.threads:
        torch.set_num_threads(config.run.threads)
    torch.manual_seed(config.run.seed)
    data = open_data(config)
    config.model.masked = config.model.masked or config.objective.masked > 0
    if config.objective.label:
        config.model.labels = len(config.objective.label_values) or 1
    if config.objective.masked and not config.batch.mask:
        config.batch.mask = 0.15
    model = new_model(config.model, data, config.objective)
    if config.run.begin_with:
        fresh = model.begin_with(Path(config.run.begin_with))
        print(json.dumps({"begins_with": config.run.begin_with, "new_weights": fresh}), flush=True)
    elif config.objective.same_map:
        model.fit_to(data)
    out = Path(config.out)
    out.mkdir(parents=True, exist_ok=True)
    OmegaConf.save(OmegaConf.structured(config), out / "config.yaml")
    checkpoint = last_checkpoint(config) if config.run.resume else None
    first_step = int(checkpoint.rsplit("-", 1)[1]) if checkpoint else 0
    trainer = Cm3pTrainer(model, data, config, first_step)
    parameters = sum(p.numel() for p in model.parameters())
    print(json.dumps({"parameters": parameters, "maps": len(trainer.sampler().all_maps)}), flush=True)
    trainer.train(resume_from_checkpoint=checkpoint)
    metrics = trainer.evaluate()
    best = trainer.state.best_model_checkpoint
    if best and (trainer.state.best_metric or 0) > metrics["eval_score"]:
        Cm3p.load(Path(best), config.objective).save(out / "model", data.processor)
        metrics["eval_score"] = trainer.state.best_metric
    else:
        model.save(out / "model", data.processor)
    return metrics


@hydra.main(config_path="../configs", config_name="train", version_base="1.3")
def main(config: DictConfig) -> None:
    settings = OmegaConf.to_object(config)
    assert isinstance(settings, TrainConfig)
    train(settings)


if __name__ == "__main__":
    main()
