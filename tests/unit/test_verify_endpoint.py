from verify_endpoint.app import handler


def test_it_says_which_endpoint_it_asked() -> None:
    assert handler({"Endpoint": "churn", "Build": {"Version": 7}}, None) == {"Endpoint": "churn"}
