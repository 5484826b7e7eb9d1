import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from api.shapes import check
from calls.training import training_request
from examples.glue_source import app
from tests.unit.planning import RESOURCES, planned


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Stubber]]:
    clients = {name: boto3.Session().client(name) for name in ("lambda", "glue")}
    monkeypatch.setattr(app, "client", lambda name: clients[name])
    monkeypatch.setenv("CONFIGURE_TRAINING_FUNCTION", "ours")
    found = {name: Stubber(client) for name, client in clients.items()}
    with found["lambda"], found["glue"]:
        yield found


def event(table: Any) -> dict[str, Any]:
    made = planned({"HyperParameters": {"glue_table": table, "C": 10}})
    return {**made, "Stack": "churn", "Version": 1, "Resources": RESOURCES, "Preprocessing": None, "Training": None}


def ours(stubs: dict[str, Stubber], given: dict[str, Any]) -> None:
    content = json.dumps(training_request(given)).encode()
    answer = {"StatusCode": 200, "Payload": StreamingBody(io.BytesIO(content), len(content))}
    stubs["lambda"].add_response("invoke", answer, {"FunctionName": "ours", "Payload": json.dumps(given).encode()})


def test_the_channel_is_where_the_table_lies_and_the_rest_is_ours(stubs: dict[str, Stubber]) -> None:
    given = event("sales.customers")
    ours(stubs, given)
    table = {"Name": "customers", "StorageDescriptor": {"Location": "s3://warehouse/sales/customers"}}
    stubs["glue"].add_response("get_table", {"Table": table}, {"DatabaseName": "sales", "Name": "customers"})
    request = app.handler(given, None)
    assert request["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] == "s3://warehouse/sales/customers/"
    assert request["HyperParameters"] == {"C": "10"}
    assert check("CreateTrainingJob", request) == request


def test_a_table_that_is_not_there_is_named(stubs: dict[str, Stubber]) -> None:
    given = event("sales.nobody")
    ours(stubs, given)
    stubs["glue"].add_client_error("get_table", "EntityNotFoundException")
    with pytest.raises(app.NoSuchTable, match=r"HyperParameters.glue_table: the Glue data catalogue has no table sales.nobody"):
        app.handler(given, None)


def test_a_document_without_a_table_is_refused(stubs: dict[str, Stubber]) -> None:
    given = event("customers")
    ours(stubs, given)
    with pytest.raises(app.NoSuchTable, match=r'expected "database\.table", got "customers"'):
        app.handler(given, None)
