"""Figures become rectangles, and nothing is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from tiwala.ui import charts
from tiwala.ui.charts import Figure

amounts = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


def figures(values):
    return [Figure(f"n{place}", value, f"₱{value}") for place, value in enumerate(values)]


@given(amounts)
def test_bars_stay_inside_the_plot_and_keep_their_order_of_size(values):
    boxes = charts.bars(figures(values))
    assert all(box.y >= 0 and box.y + box.height <= charts.HEIGHT + 0.01 for box in boxes)
    assert all(box.x >= 0 and box.x + box.width <= charts.WIDTH + 0.01 for box in boxes)
    assert max(boxes, key=lambda box: box.height).figure.value == max(values) or max(values) == 0 or len(boxes) > 1


@given(amounts)
def test_a_stacked_bar_is_filled_from_end_to_end(values):
    boxes = charts.stacked(figures(values))
    if sum(values):
        assert boxes[0].x == 0
        assert abs(sum(box.width for box in boxes) - charts.WIDTH) < 0.5


def test_a_waterfall_hangs_each_step_from_the_last():
    gross, fees, net = charts.waterfall(figures([100, -40, 60]))
    assert gross.y == fees.y
    assert round(fees.y + fees.height, 2) == net.y
    assert round(net.y + net.height, 2) == charts.HEIGHT


def test_no_figures_draw_nothing():
    assert charts.bars([]) == charts.waterfall([]) == charts.stacked([]) == []


def test_many_labels_are_thinned_and_parts_get_colours_of_their_own():
    assert sum(box.shows_label for box in charts.bars(figures(range(36)))) <= 12
    assert [figure.series for figure in charts.coloured(figures([1, 2, 3]))] == ["s1", "s2", "s3"]
