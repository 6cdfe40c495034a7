import json

import numpy as np

from kiai_tools.data import augment, pack, split_of, strip
from kiai_tools.vocabulary import NO_VALUE


def test_arrays_fit_together(data):
    assert data.info["maps"] == len(data.maps) == 54
    assert len(data.offsets) == data.info["windows"] + 1
    assert data.offsets[-1] == len(data.ids) == data.info["tokens"]
    assert data.features.shape == (data.info["windows"], len(data.info["feature_names"]))
    assert np.isfinite(data.features).all()
    assert np.isfinite(data.variant_features).all()
    assert (np.diff(data.window_map) >= 0).all()
    speeds = data.variants[:, :, 0]
    assert speeds.min() > 1 / 1.31 and speeds.max() < 1.31 and speeds.std() > 0.05


def test_a_group_is_always_on_the_same_side():
    sides = {g: split_of(g) for g in map(str, range(2000))}
    assert sides == {g: split_of(g) for g in sides}
    shares = [list(sides.values()).count(s) / 2000 for s in ("train", "val", "test")]
    assert abs(shares[0] - 0.8) < 0.05 and abs(shares[2] - 0.1) < 0.03


def test_packing_keeps_played_events_in_order(data):
    for window in range(0, data.info["windows"], 17):
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
    osu = int(np.flatnonzero(data.map_mode[np.asarray(data.window_map)] == 0)[0])
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
    assert json.dumps(labels.tags_of({}, names)) == "[]"
