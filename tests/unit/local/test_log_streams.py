from local.cloudwatch.streams import within

STREAMS = {"churn-v1-a/algo-1": {}, "churn-v1-a/algo-2": {}, "churn-v10-b/algo-1": {}}


def test_the_streams_of_a_prefix_are_found() -> None:
    assert within(STREAMS, "churn-v1-a/") == ["churn-v1-a/algo-1", "churn-v1-a/algo-2"]


def test_where_no_stream_begins_so_none_is_looked_into() -> None:
    assert within(STREAMS, "churn-v2-c/") == ["-"]
