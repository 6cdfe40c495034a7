import numpy as np

from kiai_tools.data import pack
from kiai_tools.masking import mask_events, mask_ids
from kiai_tools.vocabulary import NO_VALUE


def test_tokens_are_masked_at_the_rate_and_specials_never(data):
    v = data.vocabulary
    rng = np.random.default_rng(0)
    masked = total = stayed = 0
    for window in range(0, len(data.window_map), 5):
        ids = data.window_ids(window)
        out, places = mask_ids(ids, v, 0.15, rng)
        assert not v.special[ids[places]].any()
        untouched = np.setdiff1d(np.arange(len(ids)), places)
        np.testing.assert_array_equal(out[untouched], ids[untouched])
        total += int((~v.special[ids]).sum())
        masked += len(places)
        stayed += int((out[places] == ids[places]).sum())
        assert ((out == v.mask) <= np.isin(np.arange(len(ids)), places)).all()
    assert abs(masked / total - 0.15) < 0.01
    assert 0.05 < stayed / masked < 0.15


def test_the_tokenizers_own_specials_are_special(data):
    v = data.vocabulary
    special = {v.names[i] for i in np.flatnonzero(v.special)}
    assert {"PAD", "MASK", "CLS"} <= special
    assert not any(n.startswith(("TIME", "POS", "HITSOUND", "CIRCLE", "MANIA")) for n in special)


def test_a_masked_place_hides_its_coordinates(data):
    v = data.vocabulary
    osu = int(np.flatnonzero(data.map_mode[data.window_map] == 0)[0])
    packed = pack(data.window_ids(osu), v)
    out, events, rows = mask_events(packed, v, 0.5, np.random.default_rng(0))
    kinds = np.isin(v.row_kind[rows], v.place_kinds)
    assert kinds.any()
    assert (out.x[events[kinds]] == NO_VALUE).all() and (out.y[events[kinds]] == NO_VALUE).all()
    untouched = np.setdiff1d(np.arange(len(out.x)), events[kinds])
    np.testing.assert_array_equal(out.x[untouched], packed.x[untouched])
    assert (out.rows == v.bag_rows).sum() > 0.6 * len(rows)
    changed = np.flatnonzero((out.rows != packed.rows) & (out.rows != v.bag_rows))
    np.testing.assert_array_equal(v.row_kind[out.rows[changed]], v.row_kind[packed.rows[changed]])
    assert (packed.x != out.x).any()  # the input stays as it was
    np.testing.assert_array_equal(packed.rows, pack(data.window_ids(osu), v).rows)
