import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from conftest import tiny

import kiai_tools.export as export_module
from kiai_tools.baselines import FeatureBaseline
from kiai_tools.batches import collate_events, pad_ids
from kiai_tools.config import ModelConfig, PartConfig
from kiai_tools.data import pack
from kiai_tools.discriminant import fit_lda, standardisation
from kiai_tools.evaluate import normalise, retrieval
from kiai_tools.export import TOLERANCE, export, export_tower, half_weights
from kiai_tools.model import Cm3p, new_model
from kiai_tools.towers import SIDE_BY_SIDE, joined


def some(data, count):
    windows = np.linspace(0, len(data.window_map) - 1, count).astype(int)
    ids = [data.window_ids(int(w)) for w in windows]
    features = torch.from_numpy(np.stack([np.array(data.features[w]) for w in windows]))
    return ids, features


@torch.no_grad()
def test_packing_in_the_graph_equals_packing_in_numpy(data, model):
    model.eval()
    ids, features = some(data, 9)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    in_graph = model.beatmap(padded, mask, features)
    batch = collate_events([pack(i, data.vocabulary) for i in ids])
    parts, _, _ = model.towers({**batch, "features": features})
    torch.testing.assert_close(in_graph, joined(parts), atol=1e-5, rtol=0)


@torch.no_grad()
def test_rows_of_events_of_any_length_are_added(model):
    tower = model.beatmap
    rng = np.random.default_rng(3)
    lengths = [1, SIDE_BY_SIDE, SIDE_BY_SIDE + 1, 0, 3 * SIDE_BY_SIDE, 5]
    rows, index, starts = [0, 0], [0, 0], [0, 0]  # tokens before the first event count for nobody
    for event, length in enumerate(lengths, 1):
        for token in range(length + 2):
            rows.append(int(rng.integers(1, len(tower.events.bag))) if 0 < token <= length else 0)
            index.append(event)
            starts.append(int(token == 0))
    windows = torch.tensor([rows, rows[:7] + [0] * (len(rows) - 7)])
    sums = tower.sums(windows, torch.tensor([index] * 2), torch.tensor([starts] * 2), torch.tensor(len(lengths)))
    for window, row in enumerate(windows):
        for event in range(len(lengths)):
            own = [r for r, i in zip(row.tolist(), index, strict=True) if i == event + 1 and r]
            expected = tower.events.bag[own].sum(0)
            torch.testing.assert_close(sums[window, event], expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("tower", ["events", "modernbert"])
@torch.no_grad()
def test_a_window_does_not_depend_on_its_batch(data, tower):
    model = new_model(tiny(tower), data).eval()
    ids, features = some(data, 6)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    extra = (features,) if tower == "events" else ()
    together = model.beatmap(padded, mask, *extra)
    for i, row in enumerate(ids):
        p, m = pad_ids([row], data.vocabulary.pad)
        alone = model.beatmap(p, m, *(e[i : i + 1] for e in extra))
        torch.testing.assert_close(alone[0], together[i], atol=1e-5, rtol=0)


@torch.no_grad()
def test_parts_weigh_the_same_and_their_cosines_average(data, model):
    model.eval()
    ids, features = some(data, 4)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    whole = model.beatmap(padded, mask, features)
    tempo, style = whole[:, :24], whole[:, 24:]
    torch.testing.assert_close(tempo.norm(dim=1), torch.full((4,), 0.5**0.5))
    torch.testing.assert_close(style.norm(dim=1), torch.full((4,), 0.5**0.5))
    cosines = (tempo @ tempo.T + style @ style.T) / 0.5 / 2
    torch.testing.assert_close(whole @ whole.T, cosines)


def test_a_part_of_features_is_not_learned(data, tmp_path, monkeypatch):
    parts = [PartConfig("tempo", 24, "plain"), PartConfig("level", 16, "features")]
    model = new_model(tiny(parts=parts), data)
    model.fit_to(data)
    model.eval()
    ids, features = some(data, 30)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    with torch.no_grad():
        whole = model.beatmap(padded, mask, features)
        about = model.metadata(*pad_ids([data.metadata(i) for i in range(5)], data.metadata_vocabulary.pad))
    mean, deviation = standardisation(data)
    z = ((features.numpy() - mean) / deviation).clip(-5, 5)
    cosines = normalise(z) @ normalise(z).T
    found = 2 * (whole[:, 24:] @ whole[:, 24:].T).numpy()
    assert np.corrcoef(cosines.reshape(-1), found.reshape(-1))[0, 1] > 0.9  # sixteen directions keep most
    torch.testing.assert_close(whole.norm(dim=1), torch.ones(30))
    torch.testing.assert_close(about.norm(dim=1), torch.ones(5))
    assert (about[:, 24:] == 0).all()
    assert not [n for n, _ in model.named_parameters() if "level" in n]
    assert exported(model, data, tmp_path, monkeypatch) < TOLERANCE
    with pytest.raises(ValueError, match="must come before"):
        new_model(tiny(parts=parts[::-1]), data)
    with pytest.raises(ValueError, match="takes no features"):
        new_model(tiny("modernbert", parts=parts), data)


def test_training_begins_with_the_discriminant_directions(data):
    model = new_model(tiny(), data)
    before = model.beatmap.features["tempo"].linear.weight.clone()
    model.fit_to(data)
    after = model.beatmap.features["tempo"].linear.weight
    assert not torch.equal(before, after)
    mean, _ = standardisation(data)
    np.testing.assert_array_equal(model.beatmap.mean.numpy(), mean)
    assert not torch.equal(after[:16], model.beatmap.features["style"].linear.weight)


@pytest.mark.parametrize("tower", ["events", "modernbert"])
def test_a_saved_model_is_the_same_model(data, tower, tmp_path):
    model = new_model(tiny(tower, masked=True, labels=3), data).eval()
    model.save(tmp_path, data.processor)
    assert json.loads((tmp_path / "config.json").read_text())["model_type"] == "kiai_cm3p"
    for name in ("model.safetensors", "processor_config.json", "beatmap_tokenizer/vocab.json"):
        assert (tmp_path / name).exists()
    loaded = Cm3p.load(tmp_path)
    for name, value in model.state_dict().items():
        assert torch.equal(value, loaded.state_dict()[name]), name
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ValueError, match="not of a model"):
        Cm3p.load(tmp_path)


def test_beginning_with_another_model_takes_what_fits(data, tmp_path):
    first = new_model(tiny(), data)
    first.save(tmp_path, data.processor)
    second = new_model(tiny(labels=2), data)
    missing = second.begin_with(tmp_path)
    assert missing == ["head.bias", "head.weight"]
    assert torch.equal(first.beatmap.events.bag, second.beatmap.events.bag)
    other = new_model(tiny("modernbert", metadata_width=48, metadata_layers=1), data)
    assert other.begin_with(tmp_path)  # temperatures fit, little else


def test_unknown_settings_are_refused():
    with pytest.raises(Exception, match="widht"):
        ModelConfig.of({"widht": 3})


def exported(model, data, out, monkeypatch):
    monkeypatch.setattr(export_module, "evaluation_windows", lambda d, split: np.arange(len(d.window_map)))
    return export(model, data, out, {"name": "tiny", "version": "0"})


def test_the_export_is_what_was_trained(data, model, tmp_path, monkeypatch):
    assert exported(model, data, tmp_path, monkeypatch) < TOLERANCE
    description = json.loads((tmp_path / "model.json").read_text())
    assert description["parts"] == [{"name": "tempo", "size": 24}, {"name": "style", "size": 16}]
    assert description["embedding_size"] == 40
    for name, digest in description["sha256"].items():
        assert export_module.sha256(tmp_path / name) == digest
    lines = (tmp_path / "split.tsv").read_text().splitlines()
    assert len(lines) == 1 + len(data.maps)
    md5, side, group = lines[1].split("\t")
    place = [m["md5"] for m in data.maps].index(md5)
    assert data.map_split[place] == side and data.map_group[place] == group


def test_a_token_tower_exports_too(data, tmp_path, monkeypatch):
    model = new_model(tiny("modernbert"), data)
    assert exported(model, data, tmp_path, monkeypatch) < TOLERANCE
    assert "features" not in json.loads((tmp_path / "model.json").read_text())["inputs"]


def test_half_weights_are_nearly_the_same_graph(data, tmp_path):
    mean, deviation = standardisation(data)
    baseline = FeatureBaseline(mean, deviation, torch.nn.Linear(len(mean), 16)).eval()
    _, features = some(data, 5)
    export_tower(baseline, {"features": features}, tmp_path / "a.onnx")
    half_weights(tmp_path / "a.onnx", tmp_path / "b.onnx")
    types = {w.data_type for w in onnx.load(tmp_path / "b.onnx").graph.initializer}
    assert onnx.TensorProto.FLOAT16 in types
    assert (tmp_path / "b.onnx").stat().st_size < 0.8 * (tmp_path / "a.onnx").stat().st_size
    found = [
        onnxruntime.InferenceSession(str(tmp_path / n)).run(None, {"features": features.numpy()})[0]
        for n in ("a.onnx", "b.onnx")
    ]
    np.testing.assert_allclose(found[0], found[1], atol=2e-3)


def test_lda_separates_what_classes_separate():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(30, 10)) * np.array([3, 3] + [0.0] * 8)
    classes = np.repeat(np.arange(30), 6)
    noisy = centres[classes] + rng.normal(size=(180, 10)) * np.array([0.2, 0.2] + [4.0] * 8)
    plain, _ = retrieval(normalise(noisy), classes)
    hit, _ = retrieval(normalise(noisy @ fit_lda(noisy, classes, 2)), classes)
    assert hit.mean() > plain.mean() + 0.3
