"""Rules that every resource of the template keeps."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from samcli.commands.deploy.auth_utils import auth_per_resource
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

from news import console

ROOT = Path(__file__).parents[2]
Template = dict[str, Any]
CONSOLE_DOMAIN = "- Domain: !If [IsChina, amazonaws.cn, !If [IsGovCloud, amazonaws-us-gov.com, !If [IsSovereignEurope, amazonaws-eusc.eu, aws.amazon.com]]]"


def of_type(template: Template, *types: str) -> dict[str, dict[str, Any]]:
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] in types}


def test_the_contracts_outputs_are_there(template: Template) -> None:
    assert {
        "LaunchTopic", "RollbackTopic", "RollbackStateMachine",
        "TrainStatusTopic", "ParameterStore", "CheckParametersFunction", "StateMachine", "StepFunctionConsole", "DashboardUrl",
        "SageMakerEndpoint", "DataBucket", "CodeBucket", "RepoUrl", "BuildTable", "TrainingRoleArn", "ModelRoleArn", "TrainingConfigLambda",
        "ModelConfigLambda", "EndpointConfigLambda", "NoteBookUrl", "NoteBookInstanceName",
        "AlexaLambdaArn",
    } <= set(template["Outputs"])  # fmt: skip


def test_every_parameter_has_a_default_a_description_and_a_label(template: Template) -> None:
    interface = template["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(template["Parameters"]) == sorted(interface["ParameterLabels"])
    for name, parameter in template["Parameters"].items():
        assert "Default" in parameter, name
        assert parameter["Description"], name
        assert {"AllowedValues", "AllowedPattern", "MaxLength"} & set(parameter), name


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("BucketTriggerKeys", "*", True),
        ("BucketTriggerKeys", "train/*/part-*.csv", True),
        ("BucketTriggerKeys", "données/ä b+1.csv", True),
        ("BucketTriggerKeys", "train/**", False),
        ("BucketTriggerKeys", 'a"b', False),
        ("BucketTriggerKeys", "a\\b", False),
        ("BucketTriggerKeys", "a\tb", False),
        ("BucketTriggerKeys", "", False),
        ("EndpointHours", "07:00-19:00 MON-FRI Europe/Berlin", True),
        ("EndpointHours", "22:00-06:30 SUN-SAT UTC", True),
        ("EndpointHours", "08:00-12:00 SAT,SUN,TUE-WED America/Argentina/Buenos_Aires", True),
        ("EndpointHours", "", True),
        ("EndpointHours", "08:00-12:00 SAT-SUN UTC", False),
        ("EndpointHours", "08:00-12:00 MON-SUN UTC", False),
        ("EndpointHours", "24:00-12:00 MON-FRI UTC", False),
        ("EndpointHours", "8:00-12:00 MON-FRI UTC", False),
        ("EndpointHours", "08:00-12:00 mon-fri UTC", False),
        ("EndpointHours", "08:00-12:00 MON-FRI", False),
        ("EndpointHours", '08:00-12:00 MON-FRI "UTC', False),
        ("IdleDays", "0", True),
        ("IdleDays", "14", True),
        ("IdleDays", "365", True),
        ("IdleDays", "366", False),
        ("IdleDays", "", False),
        ("QuietSeconds", "0", True),
        ("QuietSeconds", "90", True),
        ("QuietSeconds", "900", True),
        ("QuietSeconds", "901", False),
        ("QuietSeconds", "1000", False),
        ("QuietSeconds", "1.5", False),
        ("QuietSeconds", "", False),
    ],
)
def test_a_parameter_takes_what_works_and_nothing_else(template: Template, name: str, given: str, taken: bool) -> None:
    assert bool(re.fullmatch(template["Parameters"][name]["AllowedPattern"], given)) is taken


@pytest.mark.parametrize("keys", [["*"], ["train/*", "*/_SUCCESS", "x"]])
def test_the_rule_of_uploads_has_all_patterns_of_keys(template: Template, keys: list[str]) -> None:
    text, given = template["Resources"]["DataUploadRule"]["Properties"]["EventPattern"]["Fn::Sub"]
    between, parameter = given["Keys"]["Fn::Join"]
    assert parameter == {"Ref": "BucketTriggerKeys"}
    assert json.loads(text.replace("${Bucket}", "data").replace("${Keys}", between.join(keys))) == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": ["data"]}, "object": {"key": [{"wildcard": key} for key in keys]}},
    }


def test_every_function_owns_a_log_group_with_retention(template: Template) -> None:
    functions = of_type(template, "AWS::Serverless::Function")
    assert len(functions) == 30
    for name, function in functions.items():
        group = name.removesuffix("Function") + "LogGroup"
        assert function["Properties"]["LoggingConfig"]["LogGroup"] == {"Ref": group}, name
        assert template["Resources"][group]["Properties"]["RetentionInDays"] == 30, name


@pytest.mark.parametrize("code_uri", ["functions/", "custom_resources/"])
def test_one_name_runs_through_state_folder_and_resource(template: Template, states: dict[str, Any], code_uri: str) -> None:
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        properties = function["Properties"]
        if properties["CodeUri"] != code_uri:
            continue
        folder = re.sub(r"(?<!^)(?=[A-Z])", "_", name.removesuffix("Function")).lower().replace("sage_maker", "sagemaker")
        assert properties["Handler"] == f"{folder}.app.handler"
        assert (ROOT / code_uri / folder / "app.py").is_file(), name


def test_no_policy_uses_a_wildcard_action(template: Template) -> None:
    actions = [action for statement in statements(template) for action in as_list(statement["Action"]) if statement["Effect"] == "Allow"]
    assert len(actions) > 60
    assert [action for action in actions if "*" in action] == []


def test_every_policy_is_written_in_the_language_of_today(template: Template) -> None:
    # Without a Version a policy is of 2008, in which IAM takes ${aws:…} for text.
    functions = of_type(template, "AWS::Serverless::Function").values()
    policies = [policy for function in functions for policy in function["Properties"].get("Policies", []) if "Statement" in policy]
    assert len(policies) > 20
    assert {policy.get("Version") for policy in policies} == {"2012-10-17"}


def test_every_star_in_a_resource_has_a_reason_written_above_it() -> None:
    lines = (ROOT / "template.yaml").read_text().splitlines()
    stars = [number for number, line in enumerate(lines) if re.search(r'^\s+Resource: "\*"$', line)]
    assert len(stars) == 18
    for number in stars:
        start = max(i for i in range(number) if "- Effect:" in lines[i])
        assert lines[start - 1].lstrip().startswith("#"), f"line {number + 1}"


def test_every_resource_that_is_not_the_stacks_own_has_a_reason_written_above_it() -> None:
    lines = (ROOT / "template.yaml").read_text().splitlines()
    wide = [
        number
        for number, line in enumerate(lines)
        if re.search(r"!Sub \"?arn:.*\*\"?$", line) and not re.search(r"\$\{(?!AWS::(Partition|Region|AccountId)\})", line)
    ]
    assert len(wide) > 10
    for number in wide:
        start = max(i for i in range(number) if re.search(r"- Effect: (Allow|Deny)", lines[i]))
        assert lines[start - 1].lstrip().startswith("#"), f"line {number + 1}: {lines[number].strip()}"


def test_a_document_is_checked_with_all_that_a_build_is_planned_with(template: Template) -> None:
    build, check = (template["Resources"][name]["Properties"] for name in ("PlanBuildFunction", "CheckParametersFunction"))
    assert check["Environment"] == build["Environment"]
    for properties in (build, check):
        assert {"Ref": "PlanningPolicy"} in properties["Policies"]


def test_who_checks_a_document_writes_nothing(template: Template) -> None:
    resources = {name: template["Resources"][name] for name in ("PlanningPolicy", "CheckParametersFunction")}
    assert sorted({action for statement in statements({"Resources": resources}) for action in as_list(statement["Action"])}) == [
        "cloudwatch:DescribeAlarms",
        "codecommit:GetBranch",
        "codecommit:GetFile",
        "codecommit:GetFolder",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "ecr:DescribeImages",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "sagemaker:DescribeEndpoint",
        "sagemaker:DescribeModel",
        "sagemaker:ListTags",
        "ssm:GetParameter",
    ]


def test_roles_are_passed_to_sagemaker_only(template: Template) -> None:
    passing = [statement for statement in statements(template) if "iam:PassRole" in as_list(statement["Action"])]
    assert [statement["Condition"] for statement in passing] == [{"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}]


def test_what_asks_github_may_read_its_token_where_there_is_one(template: Template) -> None:
    token = {"Fn::If": ["HasGithubToken", {"Ref": "GithubTokenPolicy"}, {"Ref": "AWS::NoValue"}]}
    functions = of_type(template, "AWS::Serverless::Function").items()
    reading = {name for name, function in functions if token in function["Properties"].get("Policies", [])}
    asking = {
        name
        for name, function in functions
        if "GITHUB_TOKEN_SECRET_ARN" in function["Properties"].get("Environment", {}).get("Variables", {})
    }
    assert reading == asking == {"PlanBuildFunction", "CheckParametersFunction", "SettleFunction"}


def test_only_the_users_policies_and_nine_of_the_stacks_own_are_attached(template: Template) -> None:
    training = {"Fn::If": ["HasExternalTrainingPolicy", {"Ref": "ExternalTrainingPolicy"}, {"Ref": "AWS::NoValue"}]}
    hosting = {"Fn::If": ["HasExternalHostingPolicy", {"Ref": "ExternalHostingPolicy"}, {"Ref": "AWS::NoValue"}]}
    network = {"Fn::If": ["HasNetwork", {"Ref": "NetworkPolicy"}, {"Ref": "AWS::NoValue"}]}
    functions = of_type(template, "AWS::Serverless::Function").items()
    found = {
        name: policy
        for name, function in functions
        for policy in function["Properties"].get("Policies", [])
        if "External" in str(policy.get("Fn::If"))
    }
    reading = (
        "PlanBuildFunction", "CheckParametersFunction", "ConfirmTrainingFunction", "PlanEvaluationFunction", "ValidateModelFunction",
        "VerifyEndpointFunction",
    )  # fmt: skip
    assert found == {**dict.fromkeys(reading, training), "RepackModelFunction": hosting}
    roles = {name: role["Properties"].get("ManagedPolicyArns") for name, role in of_type(template, "AWS::IAM::Role").items()}
    assert {name: arns for name, arns in roles.items() if arns} == {
        "TrainingRole": [{"Ref": "ContainerPolicy"}, network, training],
        "ModelRole": [{"Ref": "ContainerPolicy"}, network, hosting],
        "ImageProjectRole": [network],
        "NotebookRole": [network],
        "BuildStateMachineRole": [{"Ref": "DeployingPolicy"}],
        "RollbackStateMachineRole": [{"Ref": "DeployingPolicy"}],
    }
    assert sorted(of_type(template, "AWS::IAM::ManagedPolicy")) == [
        "ContainerPolicy",
        "DeployingPolicy",
        "FunctionLimits",
        "GithubTokenPolicy",
        "KeyPolicy",
        "NetworkPolicy",
        "PlanningPolicy",
        "PromotionCopyPolicy",
        "PromotionPolicy",
    ]
    assert "FullAccess" not in json.dumps(template)


def test_every_bucket_is_private_versioned_and_refuses_plain_http(template: Template) -> None:
    buckets = of_type(template, "AWS::S3::Bucket")
    assert sorted(buckets) == ["CodeBucket", "DataBucket"]
    for name, bucket in buckets.items():
        properties = bucket["Properties"]
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        (deny,) = template["Resources"][f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"]
        assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_image_tags_are_immutable_scanned_and_go_with_the_stack(template: Template) -> None:
    properties = template["Resources"]["ImageRepository"]["Properties"]
    assert properties["ImageTagMutability"] == "IMMUTABLE"
    assert properties["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert properties["EmptyOnDelete"] is True


def test_nothing_launches_a_build_while_the_stack_is_deleted(template: Template) -> None:
    for name in ("LaunchFunction", "SettleFunction"):
        assert template["Resources"][name]["DependsOn"] == "SageMakerTeardown"


def test_the_template_has_no_yaml_aliases_which_cloudformation_refuses() -> None:
    assert re.findall(r"[:-] [&*]\w+$", (ROOT / "template.yaml").read_text(), re.MULTILINE) == []


def statements(template: Template) -> list[dict[str, Any]]:
    """Return every statement of every policy of a role or function, those that depend on a condition too."""
    found: list[dict[str, Any]] = []
    for resource in of_type(
        template, "AWS::IAM::Role", "AWS::Serverless::Function", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"
    ).values():
        properties = resource["Properties"]
        policies = properties.get("Policies", [properties] if "PolicyDocument" in properties else [])
        branches = [branch for policy in policies for branch in policy.get("Fn::If", [policy])]
        for policy in (branch for branch in branches if {"Statement", "PolicyDocument"} & set(branch)):
            given = policy["Statement"] if "Statement" in policy else policy["PolicyDocument"]["Statement"]
            found += [branch for item in given for branch in item.get("Fn::If", [item]) if "Effect" in branch]
    return found


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_sam_deploy_guided_asks_nothing_that_its_default_answer_refuses() -> None:
    stacks, _ = SamLocalStackProvider.get_stacks(str(ROOT / "template.yaml"))
    assert [resource for resource, has_authentication in auth_per_resource(stacks) if not has_authentication] == []


def test_no_partition_is_written_out() -> None:
    text = (ROOT / "template.yaml").read_text()
    assert re.findall(r".*arn:aws.*", text) == []
    principals = r"((Principal|Service|iam:PassedToService|iam:AWSServiceName): \[?|aws-service-role/)([a-z0-9.-]+\.amazonaws\.com(, )?)+"
    written = [line for line in text.splitlines() if "amazonaws" in re.sub(principals, "", line) or "aws.amazon.com" in line]
    assert {line.strip() for line in written if "https://docs.aws.amazon.com" not in line} == {CONSOLE_DOMAIN}


@pytest.mark.parametrize("output", ["StepFunctionConsole", "DashboardUrl"])
def test_the_outputs_name_the_same_consoles_as_the_news(template: Template, output: str) -> None:
    value = template["Outputs"][output]["Value"]["Fn::Sub"]
    assert value[0].startswith("https://${AWS::Region}.console.${Domain}/")
    for partition, region in {
        "aws": "eu-west-1",
        "aws-cn": "cn-north-1",
        "aws-us-gov": "us-gov-west-1",
        "aws-eusc": "eusc-de-east-1",
    }.items():
        domain = resolved(value[1]["Domain"], partition, template["Conditions"])
        assert console.page(region, "") == f"https://{region}.console.{domain}/", partition


def resolved(value: Any, partition: str, conditions: dict[str, Any]) -> Any:
    """Return the branch of an Fn::If that a partition's stacks take."""
    if isinstance(value, str):
        return value
    condition, then, otherwise = value["Fn::If"]
    assert conditions[condition]["Fn::Equals"][0] == {"Ref": "AWS::Partition"}
    return resolved(then if conditions[condition]["Fn::Equals"][1] == partition else otherwise, partition, conditions)


def test_builds_and_rollbacks_are_logged_without_their_data_and_traced(template: Template) -> None:
    for machine in of_type(template, "AWS::Serverless::StateMachine").values():
        properties = machine["Properties"]
        assert (properties["Logging"]["Level"], properties["Logging"]["IncludeExecutionData"]) == ("ERROR", False)
        assert properties["Tracing"] == {"Enabled": True}
    assert template["Globals"]["Function"]["Tracing"] == "Active"


def test_a_stack_that_is_refused_for_its_name_has_made_nothing_that_keeps_or_tells(template: Template) -> None:
    keeping = (
        "AWS::S3::Bucket",
        "AWS::SNS::Topic",
        "AWS::DynamoDB::Table",
        "AWS::SSM::Parameter",
        "AWS::ECR::Repository",
        "AWS::CodeCommit::Repository",
    )
    resources = of_type(template, *keeping) | {"EndpointLogs": template["Resources"]["EndpointLogs"]}
    assert len(resources) == 11
    assert {name for name, resource in resources.items() if resource.get("DependsOn") != "StackNameCheck"} == set()


def test_the_teardown_has_four_hours_and_what_it_needs_outlasts_it(template: Template) -> None:
    hours = of_type(template, "Custom::TeardownSageMaker")
    assert {name: (hour["DependsOn"], hour["Properties"]["IsLast"]) for name, hour in hours.items()} == {
        "SageMakerTeardown": ("SageMakerTeardownSecondHour", False),
        "SageMakerTeardownSecondHour": ("SageMakerTeardownThirdHour", False),
        "SageMakerTeardownThirdHour": ("SageMakerTeardownFourthHour", False),
        "SageMakerTeardownFourthHour": (["CodeBucketClearing", "TeardownSageMakerHandingOn"], True),
    }
    for hour in hours.values():
        assert hour["Properties"]["StateMachineArns"] == [{"Ref": "BuildStateMachine"}, {"Ref": "RollbackStateMachine"}]


def test_what_builds_may_stands_in_their_role_and_so_outlasts_the_builds(template: Template) -> None:
    assert list(of_type(template, "AWS::IAM::Policy")) == [
        "AwaitEndpointAnswering",
        "NotebookPolicy",
        "ClearBucketHandingOn",
        "TeardownSageMakerHandingOn",
    ]


def test_nobody_can_make_the_endpoints_log_groups_anew_when_they_have_been_deleted(template: Template) -> None:
    assert template["Resources"]["ModelRole"]["DependsOn"] == ["EndpointLogs", "RehearsalLogs"]


def test_nothing_has_a_name_that_another_stack_of_this_name_could_have_left_behind(template: Template) -> None:
    named = {
        name for name, resource in template["Resources"].items() if {"LogGroupName", "RepositoryName"} & set(resource.get("Properties", {}))
    }
    assert named == {"BuildStateMachineLogGroup", "CodeRepository", "RollbackStateMachineLogGroup"}
    groups = [(f"{machine}StateMachineLogGroup", "LogGroupName") for machine in ("Build", "Rollback")]
    for name, key in (*groups, ("CodeRepository", "RepositoryName")):
        assert "AWS::StackId" in json.dumps(template["Resources"][name]["Properties"][key]), name


def test_another_topic_is_subscribed_in_its_own_region(template: Template) -> None:
    properties = template["Resources"]["ExternalLaunchSubscription"]["Properties"]
    assert properties["Region"] == {"Fn::Select": [3, {"Fn::Split": [":", {"Ref": "ExternalLaunchTopic"}]}]}


def test_grants_for_the_users_keys_are_sagemakers_alone(template: Template) -> None:
    (granting,) = (statement for statement in statements(template) if "kms:CreateGrant" in as_list(statement["Action"]))
    assert granting["Condition"] == {
        "StringEquals": {"kms:ViaService": {"Fn::Sub": "sagemaker.${AWS::Region}.${AWS::URLSuffix}"}},
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    }


def test_the_containers_that_serve_and_repack_model_read_the_data_bucket_too(template: Template) -> None:
    data = {
        "Fn::If": [
            "HasExternalDataBucket",
            {"Fn::Sub": "arn:${AWS::Partition}:s3:::${ExternalDataBucket}/*"},
            {"Fn::Sub": "${DataBucket.Arn}/*"},
        ]
    }
    for name in ("ContainerPolicy", "RepackModelFunction", "PlanningPolicy"):
        reading = [s for s in statements({"Resources": {name: template["Resources"][name]}}) if "s3:GetObject" in as_list(s["Action"])]
        assert [data in statement["Resource"] for statement in reading] == [True], name


NETWORKING = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:UnassignPrivateIpAddresses",
]


def test_no_function_makes_its_log_group_anew_when_the_stack_is_gone(template: Template) -> None:
    own = {"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${AWS::StackName}-*"}
    denied, network = template["Resources"]["FunctionLimits"]["Properties"]["PolicyDocument"]["Statement"]
    code = {"Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-*"}
    of_code = {"ArnLike": {"lambda:SourceFunctionArn": code}}
    assert network == {"Effect": "Deny", "Action": NETWORKING, "Resource": "*", "Condition": of_code}
    assert denied == {"Effect": "Deny", "Action": "logs:CreateLogGroup", "Resource": own}
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        assert {"Ref": "FunctionLimits"} in function["Properties"]["Policies"], name


def test_every_name_that_a_documents_command_uses_is_an_output_or_made_by_the_command_itself(template: Template) -> None:
    documents = [ROOT / "README.md", ROOT / "examples/README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(path.read_text() for path in documents)
    used = set(re.findall(r"\$\{?([A-Z][a-z]\w+)", text))
    assert (
        {"RepoUrl", "DataBucket", "LaunchTopic", "ParameterStore", "TrainStatusTopic", "LaunchDeadLetterQueue"}
        <= used
        <= set(template["Outputs"])
    )
    assert "<output" not in text


def test_a_policy_of_the_users_says_which_functions_get_it(template: Template) -> None:
    for parameter, named in (("ExternalTrainingPolicy", r"\((.+)\)"), ("ExternalHostingPolicy", "(Repack Model)")):
        granted = {
            re.sub("(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Function"))
            for name, resource in of_type(template, "AWS::Serverless::Function").items()
            if f'{{"Ref": "{parameter}"}}' in json.dumps(resource["Properties"].get("Policies", []))
        }
        (told,) = re.findall(named, template["Parameters"][parameter]["Description"])
        assert set(told.split(", ")) == granted
