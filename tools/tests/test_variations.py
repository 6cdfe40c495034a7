import numpy as np
import pytest

from kiai_tools.variations import CLASSES, PREFIXES, Variations


@pytest.fixture()
def maker(data):
    return Variations(data.metadata_vocabulary)


def encode(data, *names):
    tokens = data.metadata_vocabulary.tokens
    return np.array([tokens[n] for n in names])


def field_of(data, token: int) -> str:
    names = {i: t for t, i in data.metadata_vocabulary.tokens.items()}
    return next((f for f, prefix in PREFIXES.items() if names[token].startswith(prefix)), "other")


def example(data):
    return encode(data, "[CLS]", "[BOS]", "[DIFFICULTY_4.0]", "[YEAR_2015]", "[MODE_osu]", "[STATUS_ranked]",
                  "[MAPPER_UNK]", "[TAG_aim/jump]", "[TAG_tap/streams]", "[EOS]")  # fmt: skip


def test_exactly_one_field_changes_and_the_classes_take_turns(data, maker):
    ids = example(data)
    rows, classes = maker.of(ids, 40, np.random.default_rng(0))
    assert len(rows) == len(classes) == 40
    np.testing.assert_array_equal(rows[0], ids)
    assert classes[0] == 0
    assert classes[1:7].tolist() == [1, 2, 3, 1, 2, 3]  # the mapper is unknown: no variation
    for row, kind in zip(rows[1:], classes[1:], strict=True):
        name = CLASSES[kind - 1]
        mine = [t for t in ids if field_of(data, t) != name]
        theirs = [t for t in row if field_of(data, t) != name]
        assert mine == theirs
        assert sorted(row.tolist()) != sorted(ids.tolist())
        assert abs(len(row) - len(ids)) <= (1 if name == "tags" else 0)


def test_tags_are_replaced_added_and_removed(data, maker):
    ids = example(data)
    rng = np.random.default_rng(1)
    lengths = {len(maker.of(ids, 4, rng)[0][3]) - len(ids) for _ in range(60)}
    assert lengths == {-1, 0, 1}


def test_unknown_metadata_has_no_variations(data, maker):
    ids = encode(data, "[CLS]", "[BOS]", "[YEAR_UNK]", "[STATUS_UNK]", "[TAG_UNK]", "[EOS]")
    rows, classes = maker.of(ids, 5, np.random.default_rng(0))
    assert classes.tolist() == [0, -1, -1, -1, -1]
    assert all((row == ids).all() for row in rows)


def test_all_variations_of_a_class_differ(data, maker):
    rng = np.random.default_rng(0)
    years = maker.all_of(example(data), "year", rng, 1000)
    assert len({row.tobytes() for row in years}) == len(years) > 15
    assert len(maker.all_of(example(data), "status", rng, 3)) == 4
    tags = maker.all_of(example(data), "tags", rng, 50)
    assert len({row.tobytes() for row in tags}) == len(tags) > 25
    assert len(maker.all_of(example(data), "mapper", rng, 10)) == 1
