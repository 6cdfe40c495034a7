"""transformers' Trainer with what this model needs: ready batches, several losses, thawing, a clock."""

from __future__ import annotations

import json
import time
from pathlib import Path

import torch
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from .batches import Sampler
from .config import TrainConfig
from .data import TokenDataset, evaluation_windows
from .evaluate import label_accuracy, masked_accuracy, neighbours, same_map, score, zero_shot
from .model import Cm3p
from .optimisers import make_optimiser, make_schedule


class Clock(TrainerCallback):
    """Ends training when its minutes are over; a resumed training starts a new clock."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes
        self.started = time.monotonic()

    def on_step_end(self, args, state, control, **kwargs):
        if self.minutes and time.monotonic() - self.started >= self.minutes * 60:
            control.should_training_stop = True
            control.should_evaluate = True
            control.should_save = True


class Freeze(TrainerCallback):
    """Keeps parameters still whose names begin so, until a step (0: for good)."""

    def __init__(self, prefixes: list[str], until: int) -> None:
        self.prefixes = tuple(prefixes)
        self.until = until

    def on_step_begin(self, args, state, control, model=None, **kwargs):
        thawed = bool(self.until) and state.global_step >= self.until
        for name, parameter in model.named_parameters():
            if name.startswith(self.prefixes):
                parameter.requires_grad_(thawed)


class Log(TrainerCallback):
    """One line of JSON for each report, on the console and in log.jsonl."""

    def __init__(self, out: Path) -> None:
        self.path = out / "log.jsonl"

    def on_log(self, args, state, control, logs=None, **kwargs):
        line = json.dumps({"step": state.global_step, **{k: _round(v) for k, v in (logs or {}).items()}})
        print(line, flush=True)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def _round(value):
    return float(f"{value:.5g}") if isinstance(value, float) else value


class Cm3pTrainer(Trainer):
    """Batches come ready from the sampler; the score of evaluate.py chooses the best checkpoint."""

    def __init__(self, model: Cm3p, data: TokenDataset, config: TrainConfig, first_step: int) -> None:
        self.data = data
        self.config = config
        self.first_step = first_step
        self.sums: dict[str, list[float]] = {}
        optimiser = make_optimiser(model, config.optimiser)
        callbacks = [Clock(config.run.minutes), Log(Path(config.out))]
        if config.run.freeze:
            callbacks.append(Freeze(list(config.run.freeze), config.run.unfreeze_at))
        super().__init__(
            model=model,
            args=arguments(config),
            eval_dataset=list(evaluation_windows(data, "val")),  # evaluate() below reads them itself
            optimizers=(optimiser, make_schedule(optimiser, config.optimiser, config.run)),
            callbacks=callbacks,
        )
        self.remove_callback(PrinterCallback)  # Log prints

    def sampler(self) -> Sampler:
        """A resumed training draws anew, from where it stands."""
        return Sampler(self.data, self.config, self.config.run.seed + self.first_step)

    def get_train_dataloader(self):
        sampler = self.sampler()
        workers = self.config.data.workers
        return torch.utils.data.DataLoader(
            sampler, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None
        )

    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        outputs = model(**inputs)
        for name, value in outputs.items():
            if name != "loss":
                self.sums.setdefault(name, []).append(float(value))
        return (outputs["loss"], outputs) if return_outputs else outputs["loss"]

    def log(self, logs, *args, **kwargs) -> None:
        if "loss" in logs:
            logs |= {name: sum(v) / len(v) for name, v in self.sums.items() if v}
            self.sums.clear()
        super().log(logs, *args, **kwargs)

    def evaluate(self, eval_dataset=None, ignore_keys=None, metric_key_prefix="eval"):
        """Measures on the validation groups."""
        result = measures(self.model, self.data, self.config, "val")
        metrics = {f"{metric_key_prefix}_{name}": value for name, value in result.items()}
        self.log(dict(metrics))
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        self.model.train()
        return metrics

    def _save(self, output_dir=None, state_dict=None) -> None:
        self.model.save(Path(output_dir or self.args.output_dir), self.data.processor)


def measures(model: Cm3p, data: TokenDataset, config: TrainConfig, split: str) -> dict[str, float]:
    """What the objectives of a training can be judged by; `score` is what checkpoints are chosen by."""
    result: dict[str, float] = {}
    scores = []
    if config.objective.same_map:
        found = same_map(model, data, split)
        scores.append(score(found, model))
        result |= found
        if any(part.attributes for part in model.config.learned):
            result |= neighbours(model, data, split)
    if config.objective.metadata:
        found = zero_shot(model, data, split)
        result |= found
        if not config.objective.same_map and found:
            scores.append(sum(found.values()) / len(found))
    if config.objective.masked:
        found = masked_accuracy(model, data, split, config.batch.mask or 0.15)
        scores.append(found["masked accuracy"])
        result |= found
    if config.objective.label:
        found = label_accuracy(model, data, split, config.objective)
        # An error counts against, an accuracy for.
        scores += [-v if k.endswith("error") else v for k, v in list(found.items())[:1]]
        result |= found
    return {**result, "score": sum(scores) / max(1, len(scores))}


def arguments(config: TrainConfig) -> TrainingArguments:
    run = config.run
    return TrainingArguments(
        output_dir=str(Path(config.out) / "checkpoints"),
        max_steps=run.steps,
        seed=run.seed,
        bf16=run.bf16,
        use_cpu=not torch.cuda.is_available(),
        gradient_accumulation_steps=run.accumulate,
        max_grad_norm=config.optimiser.clip,
        logging_steps=run.log_every,
        eval_strategy="steps",
        eval_steps=run.evaluate_every,
        save_strategy="steps",
        save_steps=run.save_every,
        save_total_limit=2,
        load_best_model_at_end=False,
        metric_for_best_model="eval_score",
        greater_is_better=True,
        ignore_data_skip=True,
        remove_unused_columns=False,
        report_to=run.report_to,
        disable_tqdm=True,
    )


def last_checkpoint(config: TrainConfig) -> str | None:
    folder = Path(config.out) / "checkpoints"
    return get_last_checkpoint(str(folder)) if folder.is_dir() else None
