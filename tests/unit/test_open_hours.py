import pytest

from costs.cost import cost
from costs.open_hours import share
from costs.uses import Use


@pytest.mark.parametrize(
    ("hours", "a_week"),
    [
        ("07:00-19:00 MON-FRI Europe/Berlin", 60),
        ("07:30-18:00 MON,WED-THU UTC", 31.5),
        ("22:00-06:00 SUN-SAT UTC", 56),
        ("22:00-06:00 MON-FRI UTC", 8 * 4 + 56),  # from Friday's evening to Monday's morning, too
        ("08:00-12:00 SAT,SUN-MON UTC", 12),
        ("08:00-12:00 SUN UTC", 4),
    ],
)
def test_the_hours_of_a_week_are_those_from_a_beginning_to_the_next_end(hours: str, a_week: float) -> None:
    assert share(hours) * 168 == pytest.approx(a_week)


def test_an_endpoint_without_hours_is_always_there() -> None:
    assert share("") == 1


def test_a_month_costs_the_hours_in_which_the_endpoint_is_there() -> None:
    serving = [Use("Endpoint", "Host:ml.m5.large", 1, 0)]
    made = cost([], [], serving, 0, lambda _: 0.115, "07:00-19:00 MON-FRI Europe/Berlin")
    assert made["Endpoint"] == {
        "On": ["1 × ml.m5.large"], "DollarsAMonth": 29.98, "PerRequest": False, "Hours": "07:00-19:00 MON-FRI Europe/Berlin",
    }  # fmt: skip
    assert made["Sentence"] == "the endpoint costs $29.98 a month on 1 × ml.m5.large, in its hours 07:00-19:00 MON-FRI Europe/Berlin"
