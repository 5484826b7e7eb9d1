from scale_endpoint.app import handler


def test_it_says_what_the_endpoint_scales_by() -> None:
    assert handler({"Build": {"Version": 7}, "Scaling": {"AllTraffic": None}}, None) == {"Scaling": {"AllTraffic": None}}
