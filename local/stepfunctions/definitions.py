"""What Step Functions refuses when a state machine is made or changed, by its API or by CloudFormation, and MiniStack does not.

A variable has one scope: a name that the states outside of a Parallel or Map assign may not be assigned inside of it. The role has to trust Step Functions
and may keep the rules through which it learns of the ends of all jobs in the definition, whether or not they ever run. A role that may not hand on logs is
refused, one that may not hand on traces too (AWS loses them silently).
https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

from local.gateway.state import arn
from local.iam import authorization, roles
from local.stepfunctions.jobs import JOBS

Machine = dict[str, Any]
KEEPING = ("events:PutTargets", "events:PutRule", "events:DescribeRule")
LOGGING = tuple(
    f"logs:{name}"
    for name in (
        "CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
        "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups",
    )
)  # fmt: skip
TRACING = ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets")


def register() -> None:
    """Refuse it, too."""
    validate: Callable[[Any], str | None] = stepfunctions._validate_definition_jsonata
    stepfunctions._validate_definition_jsonata = lambda definition: validate(definition) or refusal(definition)
    for name in ("_create_state_machine", "_update_state_machine"):
        setattr(stepfunctions, name, checked(getattr(stepfunctions, name)))
    handlers = provisioners._RESOURCE_HANDLERS["AWS::StepFunctions::StateMachine"]
    create, update = handlers["create"], handlers["update"]

    def create_checked(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        check(properties)
        return create(logical_id, properties, stack)

    def update_checked(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        check(new)
        return update(physical_id, old, new, *rest)

    handlers |= {"create": create_checked, "update": update_checked}


def checked(operation: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Return an operation of the API that refuses a role that does not fit the definition; what it refuses itself comes first."""

    def with_check(request: dict[str, Any]) -> Any:
        known = stepfunctions._state_machines.get(request.get("stateMachineArn", "")) or {}
        definition, role = request.get("definition", known.get("definition")), request.get("roleArn", known.get("roleArn"))
        denied = None if stepfunctions._validate_definition_jsonata(definition) else denial(definition, role)
        return error_response_json("AccessDeniedException", denied, 400) if denied else operation(request)

    return with_check


def check(properties: dict[str, Any]) -> None:
    """Raise ValueError for a resource of a template that Step Functions refuses."""
    definition = provisioners._sfn_definition(properties)
    refused = stepfunctions._validate_definition_jsonata(definition) or denial(definition, properties["RoleArn"])
    if refused:
        raise ValueError(refused)
    if (properties.get("LoggingConfiguration") or {}).get("Destinations"):
        require_all(properties["RoleArn"], LOGGING, "to access the Log Destination")
    if (properties.get("TracingConfiguration") or {}).get("Enabled"):
        require_all(properties["RoleArn"], TRACING, "to hand traces to X-Ray")


def require_all(role_arn: str, actions: tuple[str, ...], purpose: str) -> None:
    """Raise ValueError unless a role may do all of some actions that know no resources."""
    try:
        for action in actions:
            authorization.require_of_role(role_arn, action, "*")
    except authorization.Denied:
        raise ValueError(f"The state machine IAM Role is not authorized {purpose}") from None


def denial(definition: str | None, role_arn: str | None) -> str | None:
    """Return why a role does not fit a definition, None if it does."""
    if definition is None or role_arn is None:
        return None
    if not roles.is_assumable(role_arn, "states.amazonaws.com"):
        return f"Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role {role_arn}."
    try:
        for rule in sorted({job.rule for resource, job in JOBS.items() if f'"{resource}"' in definition}):
            for action in KEEPING:
                authorization.require_of_role(role_arn, action, arn("events", f"rule/{rule}"))
    except authorization.Denied:
        return f"'{role_arn}' is not authorized to create managed-rule."
    return None


def refusal(definition: Any) -> str | None:
    """Return why a definition, as text, is refused; None if it is not. Text that is no JSON is judged elsewhere."""
    try:
        shadowing = next(shadowed(json.loads(definition), frozenset()), None)
    except (TypeError, ValueError):
        return None
    return (
        f"INVALID_VARIABLE: the variable {shadowing} belongs to an outer scope, and cannot be assigned in an inner one"
        if shadowing
        else None
    )


def shadowed(machine: Machine, outer: frozenset[str]) -> Iterator[str]:
    """Yield the variables that a machine's inner machines assign although an outer one does."""
    own = assigned(machine)
    yield from sorted(own & outer)
    for state in machine["States"].values():
        for inner in inner_machines(state):
            yield from shadowed(inner, outer | own)


def assigned(machine: Machine) -> frozenset[str]:
    """Return the variables that a machine's own states assign, in any way that they end."""
    parts = (part for state in machine["States"].values() for part in (state, *state.get("Catch", []), *state.get("Choices", [])))
    return frozenset(name for part in parts for name in part.get("Assign", {}))


def inner_machines(state: dict[str, Any]) -> list[Machine]:
    """Return the machines inside a Parallel or a Map."""
    maps = [state[key] for key in ("ItemProcessor", "Iterator") if key in state]
    return [*state.get("Branches", []), *maps]
