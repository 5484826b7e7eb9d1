import io
from typing import Any

import numpy
import pytest
from botocore.response import StreamingBody

from sagebuild import SageBuild, SageBuildError
from sagebuild.endpoint import written
from tests.unit.client.conftest import StubbedAws, item, lists, served


def answers(aws: StubbedAws, content: bytes, kind: str, **asked: Any) -> None:
    answer = {"Body": StreamingBody(io.BytesIO(content), len(content)), "ContentType": kind}
    aws.answers("sagemaker-runtime", "invoke_endpoint", answer, EndpointName="churn", **asked)


def describes(aws: StubbedAws, configuration: str) -> None:
    at = "2026-11-26T12:00:00Z"
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/churn"
    answer = {"EndpointName": "churn", "EndpointArn": arn, "EndpointStatus": "Updating", "CreationTime": at, "LastModifiedTime": at}
    aws.answers("sagemaker", "describe_endpoint", {**answer, "EndpointConfigName": configuration}, EndpointName="churn")


@pytest.mark.parametrize(("configuration", "version"), [("churn-v2-bb", 2), ("churn-v1-aa", 1), ("by-hand", None)])
def test_the_endpoint_serves_the_version_whose_configuration_it_runs(
    churn: SageBuild, aws: StubbedAws, configuration: str, version: int | None
) -> None:
    lists(aws, *(item(number, Names={"EndpointConfig": name}) for number, name in ((2, "churn-v2-bb"), (1, "churn-v1-aa"))), item(0))
    describes(aws, configuration)
    found = churn.serving(churn.builds())
    assert (found.version if found else None) == version


def test_an_endpoint_that_is_not_there_serves_nothing(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, item(1))
    aws.refuses("sagemaker", "describe_endpoint", "ValidationException", "Could not find endpoint")
    assert churn.serving(churn.builds()) is None


def test_whoever_may_not_look_at_the_endpoint_is_told_so(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, item(1))
    aws.refuses("sagemaker", "describe_endpoint", "AccessDeniedException", "no")
    with pytest.raises(SageBuildError, match="AWS does not allow you DescribeEndpoint"):
        churn.serving(churn.builds())


def test_text_is_answered_as_text(churn: SageBuild, aws: StubbedAws) -> None:
    answers(aws, b"3\n", "text/csv; charset=utf-8", Body=b"1,2", ContentType="text/csv")
    assert churn.invoke("1,2") == "3\n"


def test_json_is_answered_as_text(churn: SageBuild, aws: StubbedAws) -> None:
    answers(aws, b'{"a": 1}', "application/json", Body=b"x", ContentType="text/libsvm", Accept="application/json")
    assert churn.invoke(b"x", "text/libsvm", "application/json") == '{"a": 1}'


def test_anything_else_is_answered_as_bytes(churn: SageBuild, aws: StubbedAws) -> None:
    answers(aws, b"\x93NUMPY", "application/x-npy", Body=b"1", ContentType="text/csv", Accept="application/x-npy")
    assert churn.invoke("1", accept="application/x-npy") == b"\x93NUMPY"


def test_an_endpoint_that_is_not_there_is_a_sentence(churn: SageBuild, aws: StubbedAws) -> None:
    aws.refuses("sagemaker-runtime", "invoke_endpoint", "ValidationError", "Endpoint churn of account 123456789012 not found.")
    served(aws, 1)
    with pytest.raises(
        SageBuildError,
        match=r"^churn serves nothing: a build that succeeds makes its endpoint \(InvokeEndpoint was refused: Endpoint churn of ",
    ):
        churn.invoke("1")


def test_an_endpoint_outside_its_hours_is_said_to_be_that(churn: SageBuild, aws: StubbedAws) -> None:
    aws.refuses("sagemaker-runtime", "invoke_endpoint", "ValidationError", "Endpoint churn of account 123456789012 not found.")
    served(aws, 7, Hours={"Serve": False, "Hours": "07:00-19:00 MON-FRI UTC"})
    with pytest.raises(
        SageBuildError, match=r"^The endpoint is outside its hours, 07:00-19:00 MON-FRI UTC, and taken down: version 7 is kept"
    ):
        churn.invoke("1")


class Frame:
    """What pandas' frames have in common."""

    def to_csv(self, header: bool, index: bool) -> str:
        assert not header
        assert not index
        return "1,2\n3,4\n"


@pytest.mark.parametrize(
    ("body", "sent", "kind"),
    [
        (b"\x00", b"\x00", "text/csv"),
        (bytearray(b"a"), b"a", "text/csv"),
        ("1,ä", "1,ä".encode(), "text/csv"),
        ([[1, 2.5], (3, 4)], b"1,2.5\n3,4", "text/csv"),
        ([1, 2], b"1,2", "text/csv"),
        ([["a", "b"]], b"a,b", "text/csv"),
        (["a", "b"], b"a,b", "text/csv"),
        (numpy.array([[1.0, 2.0]]), b"1.0,2.0", "text/csv"),
        ([numpy.array([1.0, 2.0])], b"1.0,2.0", "text/csv"),
        (Frame(), b"1,2\n3,4", "text/csv"),
        ({"instances": numpy.array([1])}, b'{"instances": [1]}', "application/json"),
    ],
)
def test_what_is_sent_is_written_as_the_container_reads_it(body: Any, sent: bytes, kind: str) -> None:
    assert written(body) == (sent, kind)
