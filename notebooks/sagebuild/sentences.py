"""AWS's errors as sentences; the one place where they are caught."""

from typing import Any

from botocore.exceptions import (
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from sagebuild.errors import AwsError, SageBuildError

DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException", "UnauthorizedOperation", "403")
EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
UNKNOWN = (
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
)
THROTTLED = ("Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown")
NO_CREDENTIALS = (
    "There are no AWS credentials here: run 'aws configure' or 'aws sso login', set AWS_PROFILE, or pass SageBuild a boto3.Session"
)


def speak(client: Any) -> None:
    """Let a client raise sentences in place of botocore's errors, whatever calls it: a method, a paginator or a transfer."""
    client.meta.events.register("after-call", answered)
    client.meta.events.register("after-call-error", not_answered)


def answered(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    """Raise AwsError for an answer that is an error."""
    if "Error" in parsed:
        code, message = str(parsed["Error"].get("Code", "")), str(parsed["Error"].get("Message", ""))
        raise AwsError(sentence(model.name, code, message), code)


def not_answered(exception: Exception, **_: Any) -> None:
    """Raise a sentence for a request that was not answered, or never sent."""
    raise SageBuildError(of_exception(exception)) from exception


def sentence(operation: str, code: str, message: str) -> str:
    """Return what an error of AWS means for a person."""
    if code in DENIED:
        return f"AWS does not allow you {operation}: {message}"
    if code in EXPIRED:
        return "Your AWS credentials have expired: renew them, for example with 'aws sso login'"
    if code in UNKNOWN:
        return f"AWS does not know your credentials: {message}"
    if code in THROTTLED:
        return f"AWS is asked too often at this moment, and {operation} was refused five times: try again in a minute"
    return f"{operation} was refused: {message or code}"


def of_exception(error: Exception) -> str:
    """Return what kept a request from being answered."""
    match error:
        case NoCredentialsError() | PartialCredentialsError():
            return NO_CREDENTIALS
        case SSOError() | TokenRetrievalError():
            return "Your AWS sign-in has expired: run 'aws sso login'"
        case NoRegionError():
            return "No AWS region is chosen: set AWS_REGION, such as eu-west-1, or pass SageBuild a boto3.Session"
        case ProfileNotFound():
            return f"{error}: choose another AWS_PROFILE"
        case EndpointConnectionError():
            return f"{error}: is there a network, and is the region right?"
    return f"{type(error).__name__}: {error}"
