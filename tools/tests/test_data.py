import json
from types import SimpleNamespace

import numpy as np
import pytest

from kiai_tools.data import Filters, Split, TokenDataset, augment, evaluation_windows, pack, strip
from kiai_tools.vocabulary import NO_VALUE


def test_arrays_fit_together(data):
    info = data.parts[0].info
    assert info["maps"] == len(data.maps) == 54
    assert len(data.window_map) == info["windows"] == len(data.window_length)
    assert data.window_length.sum() == len(data.parts[0].ids) == info["tokens"]
    assert data.features.shape == (info["windows"], len(data.feature_names))
    assert np.isfinite(data.features).all()
    assert np.isfinite(data.variant_features).all()
    assert (np.diff(data.window_map) >= 0).all()
    speeds = data.variants[:, :, 0]
    assert speeds.min() > 1 / 1.31 and speeds.max() < 1.31 and speeds.std() > 0.05
    tests = speeds[:, 0]
    assert tests.min() >= 0.8 - 1e-6 and tests.max() <= 1.25 + 1e-6


def test_the_split_is_what_the_file_says(tmp_path):
    split = Split.default()
    assert len(split.by_group) > 1000
    for group, side in list(split.by_group.items())[:50]:
        assert split.of(group) == side
    sides = [Split({}).of(str(g)) for g in range(2000)]
    assert sides == [Split({}).of(str(g)) for g in range(2000)]
    assert abs(sides.count("train") / 2000 - 0.8) < 0.05
    (tmp_path / "split.tsv").write_text("# a comment\na\ttrain\nb\tnowhere\n")
    with pytest.raises(ValueError, match="row 2"):
        Split.read(tmp_path / "split.tsv")


def test_groups_are_never_on_two_sides(data):
    sides = {}
    for group, side in zip(data.map_group, data.map_split, strict=True):
        assert sides.setdefault(group, side) == side
    assert set(sides.values()) == {"train", "val", "test"}


def test_filters(data, folder):
    def kept(**filters):
        found = TokenDataset(folder, Filters(**filters))
        return [m for m, keep in zip(found.maps, found.map_kept, strict=True) if keep]

    assert {m["mode"] for m in kept(modes=[1, 3])} == {1, 3}
    assert all(2010 <= m["metadata"]["year"] <= 2012 for m in kept(years=[2010, 2012]))
    assert all(2 <= m["stars"] <= 3 for m in kept(stars=[2, 3]))
    everything, some, rest = kept(), kept(sets=[0, 3]), kept(sets=[3, 10_000])
    assert len(some) + len(rest) == len(everything) and 0 < len(some) < len(everything)
    assert not {m["group"] for m in some} & {m["group"] for m in rest}
    unknown = [{"metadata": {"year": None, "difficulty": None}, "mode": 0, "set_id": 1, "group": "1"}]
    assert not Filters(years=[2000, 2030]).keep(unknown).any()
    assert Filters().keep(unknown).all()


def test_several_folders_are_one_after_another(data, folder):
    both = TokenDataset([folder, folder])
    windows, maps = len(data.window_map), len(data.maps)
    assert len(both.window_map) == 2 * windows and len(both.maps) == 2 * maps
    for window in (0, 7, windows - 1):
        np.testing.assert_array_equal(both.window_ids(window), data.window_ids(window))
        np.testing.assert_array_equal(both.window_ids(windows + window), data.window_ids(window))
        np.testing.assert_array_equal(both.features[windows + window], data.features[window])
        assert both.window_map[windows + window] == maps + data.window_map[window]
    np.testing.assert_array_equal(both.metadata(maps + 3), data.metadata(3))


def test_an_old_dataset_is_refused(folder, tmp_path):
    (tmp_path / "dataset.json").write_text(json.dumps({"format_version": 1}))
    with pytest.raises(ValueError, match="format 1"):
        TokenDataset(tmp_path)


def test_at_most_twelve_windows_a_map_are_evaluated(data):
    windows = evaluation_windows(data, "train")
    counts = np.bincount(data.window_map[windows])
    assert counts.max() <= 12 and (counts[counts > 0] >= 2).all()
    empty = SimpleNamespace(windows_of=lambda split: np.zeros(0, int), window_map=data.window_map)
    with pytest.raises(ValueError, match="no map"):
        evaluation_windows(empty, "val")


def test_packing_keeps_played_events_in_order(data):
    for window in range(0, len(data.window_map), 17):
        packed = pack(data.window_ids(window), data.vocabulary)
        assert (np.diff(packed.time) >= 0).all()
        assert (packed.time >= 0).all() and (packed.time <= 16000).all()
        assert packed.event.max() == len(packed.time) - 1


def test_strip_removes_what_names_the_song(data):
    v = data.vocabulary
    ids = strip(data.window_ids(0), v)
    names = {v.names[i].split("_")[0] for i in ids}
    assert not names & {"BEAT", "MEASURE", "TIMING", "KIAI", "HITSOUND", "VOLUME"}
    full = pack(data.window_ids(0), v)
    stripped = pack(ids, v)
    np.testing.assert_array_equal(full.time, stripped.time)


def test_augmentation_moves_times_and_places(data):
    v = data.vocabulary
    osu = int(np.flatnonzero(data.map_mode[data.window_map] == 0)[0])
    ids = data.window_ids(osu)
    plain = pack(ids, v)
    fast = pack(augment(ids, v, 1.25, False, False), v)
    assert len(fast.time) == len(plain.time)
    np.testing.assert_allclose(fast.time, plain.time / 1.25, atol=6)
    slow = pack(augment(ids, v, 0.8, False, False), v)
    assert 0 < len(slow.time) < len(plain.time)
    mirrored = pack(augment(ids, v, 1.0, True, True), v)
    placed = plain.x > NO_VALUE / 2
    np.testing.assert_array_equal(mirrored.x[placed], 512 - plain.x[placed])
    np.testing.assert_array_equal(mirrored.y[placed], 384 - plain.y[placed])
    twice = augment(augment(ids, v, 1.0, True, True), v, 1.0, True, True)
    np.testing.assert_array_equal(twice, ids)


def test_metadata_unknowns_belong_to_their_fields(data):
    tokens = data.metadata_vocabulary.tokens
    unknown = data.metadata_vocabulary.unknown
    assert unknown[tokens["[YEAR_2015]"]] == tokens["[YEAR_UNK]"]
    assert unknown[tokens["[SONG_POSITION_0.50]"]] == tokens["[SONG_POSITION_UNK]"]
    assert unknown[tokens["[CLS]"]] == tokens["[CLS]"]


def test_labels_join_tables(tmp_path):
    from kiai_tools import labels

    tags = tmp_path / "tags.tsv"
    tags.write_text("# x\n19\taim/jump\t0\n6\tgeometric/grid snap\t0\n")
    names = labels.read_tag_names(tags)
    row = {"folder_labels": "jump;x", "omdb_descriptors": "grid snap"}
    assert labels.tags_of(row, names) == ["aim/jump", "geometric/grid snap"]
    assert labels.tags_of({}, names) == []
    row |= {"skillset": "AIM", "tournament_slots": "NM1;HR2", "main_skillset": "#N/A"}
    assert labels.judged_of(row) == {
        "play": ["jump"], "skill": ["AIM"], "slot": ["HR2", "NM1"], "tags": ["grid snap"]
    }  # fmt: skip
    assert labels.judged_of({}) == {}
