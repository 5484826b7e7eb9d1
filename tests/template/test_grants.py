"""What each role may do is what its code calls: read from the code and from the state machines, without a run.

tests/local/test_two_stacks.py derives the same from the life of a stack, also for roles whose code asks through the notebooks' client.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.template.calls import Code
from tests.template.conftest import walk
from tests.template.test_template import Template, as_list, of_type, statements

ROOT = Path(__file__).parents[2]
POLLED = {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"}
# What AWS asks of a role besides, or what the code composes the name of: each with the reason.
BESIDES = {
    # CopyObject's source may be a version, and boto3's transfer of a large object removes what a failure leaves of it
    "PlanBuildFunction": {"s3:AbortMultipartUpload", "s3:GetObjectVersion"},
    "PlanDeploymentFunction": {"cloudwatch:TagResource"},  # PutMetricAlarm with tags
    # what Application Auto Scaling tries beforehand
    "ScaleEndpointFunction": {
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:PutMetricAlarm",
        "iam:CreateServiceLinkedRole",
        "sagemaker:DescribeEndpoint",
        "sagemaker:DescribeEndpointConfig",
        "sagemaker:UpdateEndpointWeightsAndCapacities",
    },
    "LaunchFunction": POLLED,  # by Lambda, for the function
    "SettleFunction": POLLED,
    "ClearBucketFunction": {"s3:DeleteObjectVersion"},  # DeleteObjects with versions
    "TeardownSageMakerFunction": {
        "application-autoscaling:DeregisterScalableTarget",  # DeleteEndpoint of one that scales
        *(f"sagemaker:Stop{job}" for job in ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob")),
        *(f"sagemaker:List{job}s" for job in ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob")),
    },
}
# What stands in the code of a noun that a function imports for something else of it.
NEVER = {
    "CheckParametersFunction": {"s3:PutObject"},  # a list of data is kept by builds alone
    "ConfirmTrainingFunction": {"s3:PutObject"},  # as before
    "PlanEvaluationFunction": {"cloudwatch:DescribeAlarms", "s3:GetObject", "sagemaker:DescribeModel"},  # it looks up an image alone
}
# What a state machine's role needs for each integration: Step Functions' documentation, "Integrating optimized services".
RULE = {"events:DescribeRule", "events:PutRule", "events:PutTargets"}
NEEDS = {
    "lambda:invoke": {"lambda:InvokeFunction"},
    "codebuild:startBuild.sync": {"codebuild:StartBuild", "codebuild:StopBuild", "codebuild:BatchGetBuilds", *RULE},
    "states:startExecution.sync:2": {"states:StartExecution", "states:DescribeExecution", "states:StopExecution", *RULE},
    **{
        f"sagemaker:create{job}.sync": {f"sagemaker:{call}{job}" for call in ("Create", "Describe", "Stop")}
        | {"sagemaker:AddTags", "sagemaker:ListTags", "iam:PassRole", *RULE}
        for job in ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob")
    },
    "sagemaker:createModel": {"sagemaker:CreateModel", "sagemaker:AddTags", "iam:PassRole"},
    "sagemaker:createEndpointConfig": {"sagemaker:CreateEndpointConfig", "sagemaker:AddTags", "kms:CreateGrant"},
    "sagemaker:createEndpoint": {"sagemaker:CreateEndpoint", "sagemaker:AddTags", "cloudwatch:DescribeAlarms"},
    "sagemaker:updateEndpoint": {"sagemaker:UpdateEndpoint", "cloudwatch:DescribeAlarms"},
}
LOGGED_AND_TRACED = ("logs:", "xray:")  # a machine's own log deliveries and traces
CODE = {folder: Code(ROOT / folder) for folder in ("functions/", "custom_resources/")}


def granted(template: Template, name: str) -> set[str]:
    """Return the actions that the policies of a function's or a machine's role allow, the stack's shared ones among them, the user's not.

    Who may use the company's key follows from what each touches, not from calls: test_company.py.
    """
    resources, role = {key: found for key, found in template["Resources"].items() if key != "KeyPolicy"}, {"Ref": f"{name}Role"}
    own = {name: resources[name]} | {key: found for key, found in resources.items() if role in found.get("Properties", {}).get("Roles", [])}
    given = json.dumps(resources[name]["Properties"])
    shared = {key: resources[key] for key in of_type(template, "AWS::IAM::ManagedPolicy") if f'{{"Ref": "{key}"}}' in given}
    allowed = [found for found in statements({"Resources": own | shared}) if found["Effect"] == "Allow"]
    return {action for found in allowed for action in as_list(found["Action"])}


def called(template: Template, name: str) -> set[str]:
    """Return the actions that a function's code can come to."""
    properties = template["Resources"][name]["Properties"]
    return CODE[properties["CodeUri"]].actions(properties["Handler"].removesuffix(".handler"))


def functions(template: Template) -> list[str]:
    """Return the functions whose code stands in functions/ or custom_resources/."""
    return [name for name, found in of_type(template, "AWS::Serverless::Function").items() if found["Properties"]["CodeUri"] in CODE]


def test_every_call_of_a_function_is_granted_and_every_grant_is_called(template: Template) -> None:
    names = functions(template)
    assert len(names) > 25
    wrong = {
        name: {"called, not granted": sorted(expected - given), "granted, not called": sorted(given - expected)}
        for name in names
        if (expected := called(template, name) - NEVER.get(name, set()) | BESIDES.get(name, set())) != (given := granted(template, name))
    }
    assert wrong == {}


def test_what_is_said_besides_is_needed_still(template: Template) -> None:
    for name, actions in BESIDES.items():
        assert actions & called(template, name) == set(), name
    for name, actions in NEVER.items():
        assert actions <= called(template, name), name


def integration(state: dict[str, Any]) -> str:
    """Return which integration a state is."""
    return str(state["Resource"]).split(":states:::")[1].removeprefix("aws-sdk:").removesuffix(".waitForTaskToken")


@pytest.mark.parametrize("machine", ["build", "rollback"])
def test_a_state_machine_may_do_what_its_states_are_and_nothing_else(template: Template, machine: str) -> None:
    states = dict(walk(json.loads((ROOT / f"statemachine/{machine}.asl.json").read_text())))
    integrations = {integration(state) for state in states.values() if state["Type"] == "Task"}
    needed = set().union(
        *(NEEDS.get(name, {f"sagemaker:{name.rpartition(':')[2][0].upper()}{name.rpartition(':')[2][1:]}"}) for name in integrations)
    )
    given = {action for action in granted(template, f"{machine.title()}StateMachineRole") if not action.startswith(LOGGED_AND_TRACED)}
    # What moves the endpoint is one policy for both, and a configuration with a key is a build's.
    assert needed | {"kms:CreateGrant"} == given


def test_a_call_that_nobody_granted_is_found(tmp_path: Path) -> None:
    (tmp_path / "verb").mkdir()
    (tmp_path / "verb/app.py").write_text("from noun import things\ndef handler(event, context):\n    return things.look(event)\n")
    (tmp_path / "noun").mkdir()
    (tmp_path / "noun/things.py").write_text(
        "def look(event):\n    return [*client().get_paginator('list_models').paginate(), client().describe_model(ModelName='a')]\n"
        "def unused():\n    client().delete_model(ModelName='a')\ndef client():\n    return None\n"
    )
    assert Code(tmp_path).actions("verb.app") == {"sagemaker:ListModels", "sagemaker:DescribeModel"}
