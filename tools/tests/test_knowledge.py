import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from kiai_tools import derived_tags, years

RESOURCES = Path(__file__).resolve().parents[2] / "src/main/resources/kiai/analysis"


def test_a_year_begins_where_fewest_sets_are_wrong():
    ids = np.arange(10, 110, 10)
    of = np.array([2011] * 5 + [2012] * 5)
    assert years.bound(ids, of, 2012) == 55
    of[1] = 2012  # a wrong date does not move the bound
    assert years.bound(ids, of, 2012) == 55


def test_leave_one_out_judges_by_bounds_without_the_set():
    ids = np.arange(1, 101)
    of = np.where(ids <= 50, 2007, 2008)
    table = years.fit(ids, of)
    assert table[2008] == (51, "dated sets")
    right = years.leave_one_out(ids, of, table)
    assert right.mean() >= 0.98
    of[10] = 2008
    assert not years.leave_one_out(ids, of, years.fit(ids, of))[10]


def test_dated_sets_are_read_from_both_tables(tmp_path):
    for name, row in (("old_sets_web.csv.gz", "7,2008-01-02"), ("beatmaps_api.csv.gz", "9,2009-03-04 10:00:00")):
        with gzip.open(tmp_path / name, "wt") as file:
            file.write(f"beatmapset_id,submit_date\n{row}\n8,\n")
    ids, of = years.dated(tmp_path)
    assert ids.tolist() == [7, 9] and of.tolist() == [2008, 2009]


def test_the_engines_table_is_in_order():
    lines = (RESOURCES / "first-set-ids.tsv").read_text().splitlines()[1:]
    rows = [tuple(map(int, line.split("\t")[:2])) for line in lines]
    assert rows == sorted(rows) and [i for _, i in rows] == sorted(i for _, i in rows)


@pytest.fixture()
def separable():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    return x, x[:, 0] + 0.2 * rng.normal(size=200) > 0.3, np.array([f"g{i // 2}" for i in range(200)])


def test_a_regression_finds_what_separates(separable):
    x, y, _ = separable
    fitted = derived_tags.fit(x, y)
    assert abs(fitted.weights[0]) > 3 * np.abs(fitted.weights[1:]).max()
    assert ((fitted(x) > 0.5) == y).mean() > 0.9


def test_precision_is_measured_on_unseen_groups(separable):
    x, y, groups = separable
    hits, tagged = derived_tags.measure(x, y, groups)
    assert hits / tagged > 0.65  # thresholds ask for .7
    shuffled = np.random.default_rng(1).permutation(y)
    hits, tagged = derived_tags.measure(x, shuffled, groups)
    assert tagged == 0 or hits / tagged < 0.7  # nothing to learn, nothing to boast of


def test_the_written_tags_are_good_enough():
    for tag in json.loads((RESOURCES / "derived-tags.json").read_text()):
        assert tag["precision"] >= derived_tags.LEAST_PRECISION
        assert tag["tag"] in derived_tags.TAGS
        assert all(len(values) == 3 for values in tag["inputs"].values())
