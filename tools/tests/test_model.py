import numpy as np
import torch

from kiai_tools.batches import PairSampler, collate_events, pad_ids
from kiai_tools.data import pack
from kiai_tools.evaluate import fit_lda, normalise, retrieval
from kiai_tools.export import TOLERANCE, export
from kiai_tools.train import contrastive


def some(data, count):
    windows = np.linspace(0, data.info["windows"] - 1, count).astype(int)
    ids = [data.window_ids(int(w)) for w in windows]
    features = torch.from_numpy(np.stack([np.array(data.features[w]) for w in windows]))
    return ids, features


@torch.no_grad()
def test_packing_in_the_graph_equals_packing_in_numpy(data, model):
    model.eval()
    ids, features = some(data, 9)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    in_graph = model.beatmap(padded, mask, features)
    events = collate_events([pack(i, data.vocabulary) for i in ids])
    in_numpy = model.beatmap.embed(events.packed(model.beatmap.events.bag), features)
    torch.testing.assert_close(in_graph, in_numpy, atol=1e-5, rtol=0)


@torch.no_grad()
def test_a_window_does_not_depend_on_its_batch(data, model):
    model.eval()
    ids, features = some(data, 6)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    together = model.beatmap(padded, mask, features)
    for i, row in enumerate(ids):
        p, m = pad_ids([row], data.vocabulary.pad)
        alone = model.beatmap(p, m, features[i : i + 1])
        torch.testing.assert_close(alone[0], together[i], atol=1e-5, rtol=0)


def test_the_contrastive_loss_is_its_formula():
    rng = np.random.default_rng(0)
    a, b = (normalise(rng.normal(size=(6, 8))) for _ in range(2))
    scale = 1.7
    logits = a @ b.T * np.exp(scale)

    def cross_entropy(x):
        return -np.mean(np.diag(x) - np.log(np.exp(x).sum(1)))

    expected = (cross_entropy(logits) + cross_entropy(logits.T)) / 2
    actual = contrastive(torch.tensor(a), torch.tensor(b), torch.tensor(scale, dtype=torch.float64))
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-9)


def test_a_tiny_model_overfits_a_tiny_dataset(data, model):
    sampler = PairSampler(data, maps=8, events=96, seed=1, same_mode=0)
    rng = np.random.default_rng(0)
    events, features, ids, mask = sampler.batch(rng)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    losses = []
    for _ in range(60):
        windows = model.beatmap.embed(events.packed(model.beatmap.events.bag), features)
        first, second = windows.chunk(2)
        loss = contrastive(first, second, model.map_scale)
        loss = loss + contrastive(first, model.metadata(ids, mask), model.logit_scale)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.4 < losses[0]


def test_the_export_is_what_was_trained(data, model, tmp_path, monkeypatch):
    import kiai_tools.export as module

    monkeypatch.setattr(module, "evaluation_windows", lambda d, split: np.arange(d.info["windows"]))
    worst = export(model, data, tmp_path, {"name": "tiny", "version": "0"})
    assert worst < TOLERANCE
    for name in ("model.json", "golden.json", "beatmap_encoder.onnx", "metadata_encoder.onnx",
                 "processor_config.json", "beatmap_tokenizer/vocab.json"):  # fmt: skip
        assert (tmp_path / name).exists()


def test_lda_separates_what_classes_separate():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(30, 10)) * np.array([3, 3] + [0.0] * 8)
    classes = np.repeat(np.arange(30), 6)
    noisy = centres[classes] + rng.normal(size=(180, 10)) * np.array([0.2, 0.2] + [4.0] * 8)
    plain, _ = retrieval(normalise(noisy), classes)
    hit, _ = retrieval(normalise(noisy @ fit_lda(noisy, classes, 2)), classes)
    assert hit.mean() > plain.mean() + 0.3
