import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
import torch
from conftest import tiny, tiny_training
from huggingface_hub import HfApi

from kiai_tools.batches import Sampler
from kiai_tools.config import OptimiserConfig, PartConfig, RunConfig
from kiai_tools.evaluate import label_accuracy, masked_accuracy, zero_shot
from kiai_tools.export import sample
from kiai_tools.model import Cm3p, new_model
from kiai_tools.optimisers import MuonWithAdamW, make_optimiser, make_schedule
from kiai_tools.push import push
from kiai_tools.train import train

TOOLS = Path(__file__).resolve().parents[1]

OBJECTIVES = {
    "same map and metadata": dict(same_map=1.0, metadata=1.0),
    "attributes": dict(same_map=1.0, metadata=0.0),
    "masked": dict(same_map=0.0, metadata=0.0, masked=1.0),
    "classes": dict(same_map=0.0, metadata=0.0, label=1.0, label_values=["ranked", "graveyard"]),
    "values": dict(same_map=0.0, metadata=0.0, label=1.0, label_name="stars"),
}


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("tower", ["events", "modernbert"])
def test_every_objective_overfits_a_batch(data, tower, name, tmp_path):
    """The same few windows again and again: a model that learns at all learns them by heart."""
    config = tiny_training(data, tmp_path, **OBJECTIVES[name])
    config.model = tiny(tower, masked=name == "masked", labels={"classes": 2, "values": 1}.get(name, 0))
    if name == "attributes":
        config.model.parts = [PartConfig("attributes", 24, "plain", same_map=0.0, attributes=1.0)]
    config.batch.variations = 3
    config.batch.mask = 0.15 if name == "masked" else 0.0
    config.batch.maps = 5
    config.batch.tokens = 128
    torch.manual_seed(0)
    model = new_model(config.model, data, config.objective)
    rng = np.random.default_rng(0)
    sampler = Sampler(data, config, 0)
    views = ["plain", "changed"] if name == "same map and metadata" else ["plain"]
    batches = [sampler.batch(rng, view) for view in views]
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3)
    first = last = 0.0
    for _ in range(150):
        losses = [model(**batch)["loss"] for batch in batches]
        loss = sum(losses)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        first, last = first or loss.item(), loss.item()
    assert last < 0.35 * first
    assert last < (0.9 if name == "masked" else 0.5)


def test_a_training_run_saves_its_best_model(data, tmp_path):
    metrics = train(tiny_training(data, tmp_path))
    assert 0 < metrics["eval_score"] <= 1
    assert {"eval_tempo strip", "eval_style strip+tempo", "eval_zero_shot year"} <= set(metrics)
    model = Cm3p.load(tmp_path / "model")
    assert zero_shot(model, data, "val")
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert any("same_map_tempo" in line and "metadata" in line for line in lines)
    assert (tmp_path / "config.yaml").exists()


def test_a_run_is_resumed_from_its_last_checkpoint(data, tmp_path):
    config = tiny_training(data, tmp_path)
    train(config)
    before = torch.load(tmp_path / "checkpoints/checkpoint-10/optimizer.pt", weights_only=True)
    config.run.steps, config.run.resume = 20, True
    train(config)
    folders = {p.name for p in (tmp_path / "checkpoints").iterdir()}
    assert folders == {"checkpoint-10", "checkpoint-20"}
    state = json.loads((tmp_path / "checkpoints/checkpoint-20/trainer_state.json").read_text())
    steps = [entry["step"] for entry in state["log_history"] if "loss" in entry]
    assert steps == [5, 10, 15, 20]  # the first ten steps were not run again
    after = torch.load(tmp_path / "checkpoints/checkpoint-20/optimizer.pt", weights_only=True)
    assert after["state"][0]["step"] == before["state"][0]["step"] + 10


def test_frozen_weights_stay_until_they_thaw(data, tmp_path):
    config = tiny_training(data, tmp_path, **OBJECTIVES["classes"])
    start = new_model(config.model, data)
    start.save(tmp_path / "start", data.processor)
    config.run.begin_with = str(tmp_path / "start")
    config.run.freeze = ["beatmap"]
    train(config)
    frozen = Cm3p.load(tmp_path / "model")
    assert torch.equal(frozen.beatmap.events.bag, start.beatmap.events.bag)
    config.out = str(tmp_path / "thawed")
    config.run.unfreeze_at = 5
    train(config)
    thawed = Cm3p.load(tmp_path / "thawed/model")
    assert not torch.equal(thawed.beatmap.events.bag, start.beatmap.events.bag)
    assert "status accuracy" in label_accuracy(thawed, data, "val", config.objective)


def test_masked_training_reports_accuracy(data, tmp_path):
    config = tiny_training(data, tmp_path, **OBJECTIVES["masked"])
    metrics = train(config)
    assert 0 <= metrics["eval_masked accuracy"] <= metrics["eval_masked top 5"] <= 1
    found = masked_accuracy(Cm3p.load(tmp_path / "model"), data, "val", 0.15)
    assert found["masked top 5"] > found["masked accuracy"] > 0


def test_accumulated_gradients_take_fewer_steps_of_data(data, tmp_path):
    config = tiny_training(data, tmp_path)
    config.run.accumulate = 3
    config.run.bf16 = True
    assert train(config)["eval_score"] > 0


def test_muon_takes_the_inner_matrices_and_the_schedule_drives_both(data):
    model = new_model(tiny(), data)
    config = OptimiserConfig(name="muon", lr=0.01, warmup=1)
    optimiser = make_optimiser(model, config)
    assert isinstance(optimiser, MuonWithAdamW)
    inner = {id(p) for g in optimiser.muon.param_groups for p in g["params"]}
    rest = {id(p) for g in optimiser.adamw.param_groups for p in g["params"]}
    assert not inner & rest and len(inner | rest) == len(list(model.parameters()))
    assert id(model.beatmap.events.blocks[0].Wi.weight) in inner
    assert id(model.beatmap.events.bag) in rest
    schedule = make_schedule(optimiser, config, RunConfig(steps=4))
    for parameter in model.parameters():
        parameter.grad = torch.randn_like(parameter)
    before = [p.clone() for p in model.parameters()]
    optimiser.step()
    assert all(not torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert optimiser.adamw.param_groups[0]["lr"] == pytest.approx(0.0025)
    for _ in range(4):
        schedule.step()
    assert optimiser.muon.param_groups[0]["lr"] == pytest.approx(0.01 * config.floor)
    again = make_optimiser(model, config)
    again.load_state_dict(optimiser.state_dict())
    assert again.muon.param_groups[0]["lr"] == pytest.approx(0.01 * config.floor)
    with pytest.raises(ValueError, match="no optimiser"):
        make_optimiser(model, OptimiserConfig(name="sgd"))


def test_muon_trains(data, tmp_path):
    config = tiny_training(data, tmp_path)
    config.optimiser = OptimiserConfig(name="muon", lr=0.01, warmup=1)
    assert train(config)["eval_score"] > 0


def test_views_and_pairs_in_a_batch(data, tmp_path):
    config = tiny_training(data, tmp_path)
    sampler = Sampler(data, config, 0)
    assert sampler.views == ["plain", "changed"]
    stream = iter(sampler)
    batches = [next(stream) for _ in range(4)]
    assert [b["view"] for b in batches] == ["plain", "changed"] * 2
    assert len(batches[0]["event_mask"]) == 2 * len(batches[0]["metadata_ids"])
    config.batch.pairs = False
    single = Sampler(data, config, 0).batch(np.random.default_rng(0), "plain")
    assert len(single["event_mask"]) == len(single["metadata_ids"])


def test_the_command_line_composes_presets_and_refuses_unknown_keys(folder, tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "kiai_tools.train", f"out={tmp_path}", f"data.roots=[{folder}]"]
        return subprocess.run([*command, *arguments], cwd=TOOLS, capture_output=True, text=True)

    shown = run("+preset=cm3p", "run.steps=7", "--cfg", "job")
    assert shown.returncode == 0, shown.stderr
    assert "tower: modernbert" in shown.stdout and "steps: 7" in shown.stdout and "variations: 256" in shown.stdout
    wrong = run("+preset=small", "batch.mapz=3")
    assert wrong.returncode != 0 and "mapz" in wrong.stderr
    for preset in ("small", "smoke", "masked", "ranked"):
        assert run(f"+preset={preset}", "--cfg", "job").returncode == 0
    done = run("+preset=smoke", "run.steps=2", "run.evaluate_every=2", "run.save_every=2", "data.workers=0")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "model/model.safetensors").exists()
    assert not (TOOLS / "outputs").exists() and not (TOOLS / "train.log").exists()


class Hub(BaseHTTPRequestHandler):
    """Answers as the Hub does to the first requests of an upload."""

    seen: ClassVar[list] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Hub.seen.append((self.path, self.headers.get("Authorization"), body))
        if self.path.endswith("/repos/create"):
            answer, status = {"url": "https://huggingface.co/owner/name"}, 200
        elif "/preupload/" in self.path:
            files = json.loads(body)["files"]
            answer = {"files": [{"path": f["path"], "uploadMode": "regular", "shouldIgnore": False} for f in files]}
            status = 200
        else:
            answer, status = {"error": "enough seen"}, 403
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.do_POST()

    def log_message(self, *args):
        pass


def test_a_push_makes_the_repository_and_offers_the_files(data, model, tmp_path):
    model.save(tmp_path, data.processor)
    (tmp_path / "notes.tmp").write_text("not for the hub")
    Hub.seen.clear()
    server = HTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        api = HfApi(endpoint=f"http://127.0.0.1:{server.server_port}", token="hf_test")
        with pytest.raises(Exception, match=r"403|enough seen"):
            push(tmp_path, "owner/name", private=True, api=api)
    finally:
        server.shutdown()
        server.server_close()
    paths = [path for path, _, _ in Hub.seen]
    assert paths[0].endswith("/repos/create")
    assert all(token == "Bearer hf_test" for _, token, _ in Hub.seen)
    created = json.loads(Hub.seen[0][2])
    assert created["name"] == "name" and "private" in json.dumps(created)
    offered = [json.loads(b)["files"] for p, _, b in Hub.seen if "/preupload/" in p]
    names = {f["path"] for files in offered for f in files}
    assert {"config.json", "model.safetensors", "beatmap_tokenizer/vocab.json"} <= names
    assert "notes.tmp" not in names
    with pytest.raises(ValueError, match="no model"):
        push(tmp_path / "beatmap_tokenizer", "owner/name", private=True, api=api)


def test_a_small_dataset_gives_the_windows_that_it_has():
    windows = np.arange(8)
    small = SimpleNamespace(
        window_map=np.array([0, 0, 1, 1, 2, 2, 3, 3]),
        windows_of=lambda split: windows[:0],
        window_ids=lambda window: np.array([window]),
        features=np.zeros((8, 3), np.float32),
    )
    ids, features, owners = sample(small, 12)
    assert sorted(int(i[0]) for i in ids) == list(range(8))
    assert features.shape == (8, 3)
    assert len(owners) == 8
    small.windows_of = lambda split: windows[:4] if split == "test" else windows
    assert {int(i[0]) for i in sample(small, 3)[0]} <= {0, 1, 2, 3}
