"""Trains a small CM3P: windows of one map attract each other, and each its map's metadata."""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .batches import PairSampler
from .data import TokenDataset
from .evaluate import embed, evaluation_windows, retrieval
from .model import Cm3p, ModelConfig


def contrastive(a: torch.Tensor, b: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """Symmetric cross-entropy over cosine similarities; row i of both belongs together."""
    logits = a @ b.T * scale.exp().clamp(max=100)
    target = torch.arange(len(a), device=a.device)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def set_standardisation(model: Cm3p, data: TokenDataset) -> None:
    """Means and deviations of the features over training windows."""
    features = np.asarray(data.features[data.windows_of("train")], np.float64)
    tower = model.beatmap.features
    tower.mean.copy_(torch.from_numpy(features.mean(0)).float())
    tower.deviation.copy_(torch.from_numpy(features.std(0) + 0.02).float())


def validate(model: Cm3p, data: TokenDataset) -> dict[str, float]:
    """Recall at 1 on the validation groups."""
    windows = evaluation_windows(data, "val")
    owner = np.asarray(data.window_map)[windows]
    result = {}
    for kind in ("full", "strip", "strip+tempo"):
        hit1, _ = retrieval(embed(model, data, windows, kind), owner)
        result[kind] = round(float(hit1.mean()), 4)
    return result


def save(path: Path, model: Cm3p, optimiser, step: int, best: float) -> None:
    state = {
        "config": model.config.to_dict(),
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "step": step,
        "best": best,
    }
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="token dataset")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the log")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--maps", type=int, default=96, help="maps in a batch, two windows each")
    parser.add_argument("--events", type=int, default=144, help="longest stretch of a window")
    parser.add_argument("--lr", type=float, default=1.5e-3)
    parser.add_argument("--metadata-weight", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0, help="stop the schedule at this time")
    parser.add_argument("--validate-every", type=int, default=300)
    parser.add_argument("--bf16", action="store_true", help="matrix products in bfloat16")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="model sizes")
    args = parser.parse_args()

    if args.threads:
        torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    data = TokenDataset(args.data)
    config = ModelConfig(features=len(data.info["feature_names"]))
    for item in args.set:
        key, value = item.split("=")
        kind = type(getattr(config, key))
        setattr(config, key, value == "true" if kind is bool else kind(value))
    model = Cm3p(config, data.vocabulary, data.metadata_vocabulary.size)
    set_standardisation(model, data)
    decay = [p for p in model.parameters() if p.ndim >= 2]
    other = [p for p in model.parameters() if p.ndim < 2]
    optimiser = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.05}, {"params": other, "weight_decay": 0.0}],
        lr=args.lr,
        betas=(0.9, 0.98),
    )
    args.out.mkdir(parents=True, exist_ok=True)
    last, best_path = args.out / "last.pt", args.out / "best.pt"
    step, best = 0, 0.0
    if args.resume and last.exists():
        state = torch.load(last, map_location="cpu", weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, best = state["step"], state["best"]
    log = open(args.out / "log.jsonl", "a", encoding="utf-8")

    def note(**values) -> None:
        print(json.dumps(values), flush=True)
        log.write(json.dumps(values) + "\n")
        log.flush()

    parameters = sum(p.numel() for p in model.parameters())
    note(parameters=parameters, config=config.to_dict(), args={k: str(v) for k, v in vars(args).items()})
    sampler = PairSampler(data, args.maps, args.events, args.seed + step)
    batches = iter(torch.utils.data.DataLoader(sampler, batch_size=None, num_workers=1, prefetch_factor=4))
    started = time.monotonic()
    while step < args.steps:
        done = step / args.steps
        if args.minutes:
            done = max(done, (time.monotonic() - started) / 60 / args.minutes)
            if done >= 1:
                break
        warm = min(1.0, (step + 1) / 100)
        rate = args.lr * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, done))))
        for group in optimiser.param_groups:
            group["lr"] = rate
        model.train()
        events, features, metadata_ids, metadata_mask = next(batches)
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            windows = model.beatmap.embed(events.packed(model.beatmap.events.bag), features)
            metadata = model.metadata(metadata_ids, metadata_mask)
        first, second = windows.float().chunk(2)
        same_map = contrastive(first, second, model.map_scale)
        about = contrastive(first, metadata.float(), model.logit_scale)
        loss = same_map + args.metadata_weight * about
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 50 == 0:
            note(
                step=step,
                same_map=round(same_map.item(), 4),
                metadata=round(about.item(), 4),
                lr=round(rate, 6),
                scale=round(model.map_scale.exp().item(), 2),
                seconds=round(time.monotonic() - started),
            )
        if step % args.validate_every == 0:
            result = validate(model, data)
            score = sum(result.values()) / len(result)
            note(step=step, validation=result)
            if score > best:
                best = score
                save(best_path, model, optimiser, step, best)
            save(last, model, optimiser, step, best)
    result = validate(model, data)
    note(step=step, validation=result, final=True)
    if sum(result.values()) / len(result) > best:
        save(best_path, model, optimiser, step, best)
    save(last, model, optimiser, step, best)


if __name__ == "__main__":
    main()
