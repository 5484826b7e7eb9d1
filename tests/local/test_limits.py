"""What the local AWS refuses: what there is no quota for, and the deletion of what is still being made."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from local.launcher import LocalAws
from tests.local import by_hand
from tests.local.waiting import until

NONE = {
    "ml.m5.large for training job usage": 0,
    "ml.m5.large for endpoint usage": 0,
    "builds in queue for the account": 0,
}
SERVING = """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
HTTPServer(("", 8080), Handler).serve_forever()
"""


@pytest.fixture
def limited(aws: LocalAws) -> Iterator[str]:
    """An image in an account whose quotas are 0 for as long as the test lasts."""
    uri = by_hand.image(aws, "limits", by_hand.program("limits", SERVING))
    assert by_hand.local(aws, "quotas", NONE) == NONE
    yield uri
    assert by_hand.local(aws, "quotas", dict.fromkeys(NONE)) == {}


def test_with_quotas_of_0_nothing_is_trained_served_or_built(aws: LocalAws, limited: str) -> None:
    by_hand.configured(aws, "limited", limited)
    sagemaker, codebuild = aws.client("sagemaker"), aws.client("codebuild")
    with pytest.raises(ClientError, match=r"\(ResourceLimitExceeded\).*'ml\.m5\.large for training job usage' is 0 Instances"):
        sagemaker.create_training_job(**by_hand.training("limited", limited))
    with pytest.raises(ClientError, match=r"\(ResourceLimitExceeded\).*'ml\.m5\.large for endpoint usage' is 0 Instances"):
        sagemaker.create_endpoint(EndpointName="limited", EndpointConfigName="limited")
    with pytest.raises(ClientError, match=r"\(AccountLimitExceededException\).* Cannot have more than 0 builds in queue for the account"):
        codebuild.start_build(projectName="by-hand")
    assert sagemaker.list_endpoints(NameContains="limited")["Endpoints"] == []


def test_an_endpoint_that_never_answers_its_ping_cannot_be_deleted_until_it_has_failed(aws: LocalAws) -> None:
    uri = by_hand.image(aws, "silent", by_hand.program("silent", "import time; time.sleep(600)"))
    by_hand.configured(aws, "silent", uri)
    sagemaker = aws.client("sagemaker")
    sagemaker.create_endpoint(EndpointName="silent", EndpointConfigName="silent")
    with pytest.raises(ClientError, match=r'\(ValidationException\).* Cannot update in-progress endpoint "arn:.*:endpoint/silent"\.'):
        sagemaker.delete_endpoint(EndpointName="silent")
    assert by_hand.status(aws, "silent") == "Creating"
    until(lambda: by_hand.status(aws, "silent") == "Failed")
    assert "did not pass the ping health check" in sagemaker.describe_endpoint(EndpointName="silent")["FailureReason"]
    sagemaker.delete_endpoint(EndpointName="silent")
