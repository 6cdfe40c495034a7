"""AdamW, or Muon for the inner matrices with AdamW for the rest; the schedule."""

from __future__ import annotations

import math
import time

import torch
from torch import nn

from .config import OptimiserConfig, RunConfig

OUTSIDE_MUON = ("embed", "bag", "decoder.decoder", "head")  # tables and last layers
REST_RATE = 0.25  # of Muon's rate for what AdamW takes care of, as CM3P trains


class MuonWithAdamW(torch.optim.Optimizer):
    """PyTorch's Muon and AdamW behind one optimiser, so that one schedule drives both."""

    def __init__(self, inner: list[nn.Parameter], rest: list[nn.Parameter], lr: float, decay: float) -> None:
        self.muon = torch.optim.Muon(inner, lr=lr, weight_decay=decay, adjust_lr_fn="match_rms_adamw")
        self.adamw = torch.optim.AdamW(rest, lr=lr * REST_RATE, betas=(0.9, 0.98), weight_decay=0.0)
        super().__init__([{"params": inner, "lr": lr}, {"params": rest, "lr": lr * REST_RATE}], {})
        # The groups are the children's own dictionaries: a schedule that sets a rate sets theirs.
        self.param_groups = [*self.muon.param_groups, *self.adamw.param_groups]

    @torch.no_grad()
    def step(self, closure=None):
        loss = closure() if closure is not None else None
        self.muon.step()
        self.adamw.step()
        return loss

    def state_dict(self):
        return {"muon": self.muon.state_dict(), "adamw": self.adamw.state_dict()}

    def load_state_dict(self, state_dict) -> None:
        self.muon.load_state_dict(state_dict["muon"])
        self.adamw.load_state_dict(state_dict["adamw"])
        self.param_groups = [*self.muon.param_groups, *self.adamw.param_groups]


def make_optimiser(model: nn.Module, config: OptimiserConfig) -> torch.optim.Optimizer:
    """Weight decay for matrices only; frozen parameters are there too, for the day they thaw."""
    named = list(model.named_parameters())
    if config.name == "adamw":
        matrices = [p for _, p in named if p.ndim >= 2]
        others = [p for _, p in named if p.ndim < 2]
        groups = [
            {"params": matrices, "weight_decay": config.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=config.lr, betas=(0.9, 0.98))
    if config.name == "muon":
        inner = [p for n, p in named if p.ndim == 2 and not any(o in n for o in OUTSIDE_MUON)]
        chosen = {id(p) for p in inner}
        rest = [p for _, p in named if id(p) not in chosen]
        return MuonWithAdamW(inner, rest, config.lr, config.weight_decay)
    raise ValueError(f"there is no optimiser {config.name}; there are adamw and muon")


def make_schedule(
    optimiser: torch.optim.Optimizer, config: OptimiserConfig, run: RunConfig
) -> torch.optim.lr_scheduler.LambdaLR:
    """Warm-up, then a cosine to the floor; by steps, or by time when that ends earlier."""
    started = time.monotonic()

    def share(step: int) -> float:
        done = step / run.steps
        if run.minutes:
            done = max(done, (time.monotonic() - started) / 60 / run.minutes)
        warm = min(1.0, (step + 1) / max(1, config.warmup))
        cosine = (1 + math.cos(math.pi * min(1.0, done))) / 2
        return warm * (config.floor + (1 - config.floor) * cosine)

    return torch.optim.lr_scheduler.LambdaLR(optimiser, share)
