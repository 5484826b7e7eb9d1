import pytest
from botocore.exceptions import ReadTimeoutError, TokenRetrievalError

from sagebuild import AwsError, SageBuild
from sagebuild.sentences import of_exception, sentence
from tests.unit.client.conftest import StubbedAws


@pytest.mark.parametrize(
    ("code", "message", "said"),
    [
        ("AccessDeniedException", "you may not", "AWS does not allow you PutParameter: you may not"),
        ("ExpiredTokenException", "", "Your AWS credentials have expired: renew them, for example with 'aws sso login'"),
        ("UnrecognizedClientException", "The security token is invalid.", "AWS does not know your credentials: The security token is invalid."),
        (
            "ThrottlingException",
            "Rate exceeded",
            "AWS is asked too often at this moment, and PutParameter was refused five times: try again in a minute",
        ),
        ("ParameterNotFound", "", "PutParameter was refused: ParameterNotFound"),
        ("ValidationException", "Value is too long.", "PutParameter was refused: Value is too long."),
    ],
)  # fmt: skip
def test_errors_of_aws_are_sentences(code: str, message: str, said: str) -> None:
    assert sentence("PutParameter", code, message) == said


def test_a_sign_in_that_has_expired_is_a_sentence() -> None:
    assert of_exception(TokenRetrievalError(provider="sso", error_msg="expired")) == "Your AWS sign-in has expired: run 'aws sso login'"


def test_any_other_exception_keeps_its_words() -> None:
    assert of_exception(ReadTimeoutError(endpoint_url="https://x")).startswith("ReadTimeoutError: Read timeout on endpoint URL")


def test_the_code_of_an_error_can_be_asked_for(churn: SageBuild, aws: StubbedAws) -> None:
    aws.refuses("ssm", "get_parameter", "ParameterNotFound", "Parameter /sagebuild/churn not found.")
    with pytest.raises(AwsError, match=r"GetParameter was refused: Parameter /sagebuild/churn not found") as told:
        churn.parameters()
    assert told.value.code == "ParameterNotFound"
