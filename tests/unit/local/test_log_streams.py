"""A log that is there already is written on, whichever of a client's exceptions tells that it is."""

import pytest
from botocore.exceptions import ClientError

from local.sagemaker.logs import there_is_done


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "CreateLogStream")


def create(code: str) -> None:
    """Create a stream, and hear what AWS says, in an exception of no particular class."""
    raise refused(code)


def test_what_is_there_is_done() -> None:
    there_is_done(create, code="ResourceAlreadyExistsException")


def test_what_may_not_be_done_is_not() -> None:
    with pytest.raises(ClientError, match="AccessDeniedException"):
        there_is_done(create, code="AccessDeniedException")
