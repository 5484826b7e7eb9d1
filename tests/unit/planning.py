"""Plan Build as far as it is pure: what a document becomes, or the sentence that refuses it."""

from typing import Any

from api.shapes import InvalidRequest
from document.reading import InvalidParameters, combine
from plans.plan import decided, plan

RESOURCES = {
    "Region": "us-east-1",
    "Account": "123456789012",
    "DataBucket": "data",
    "CodeBucket": "code",
    "RepositoryUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn",
    "TrainingRoleArn": "arn:aws:iam::123456789012:role/training",
    "ModelRoleArn": "arn:aws:iam::123456789012:role/hosting",
}


def planned(document: Any, overrides: Any = None, framework: str = "BYOD", stack: str = "churn") -> dict[str, Any]:
    """Return the plan of a document; raise InvalidParameters or InvalidRequest."""
    parameters = combine(document, overrides or {}, framework)
    build = {"Stack": stack, "Version": 1, **decided(stack, 1, "0a1b2c3d", parameters, RESOURCES)}
    return plan(build, parameters, RESOURCES)


def refusal(document: Any, framework: str = "BYOD", stack: str = "churn") -> str | None:
    """Return the sentence that refuses a document, None if it is accepted."""
    try:
        planned(document, framework=framework, stack=stack)
    except (InvalidParameters, InvalidRequest) as error:
        return str(error)
    return None
