"""A key, a network and a permissions boundary of the company's own: everything in the stack has them, or nothing."""

import json
import re
from typing import Any

import pytest
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from samtranslator.yaml_helper import yaml_parse

from tests.template.conftest import ROOT
from tests.template.test_template import as_list, statements

Template = dict[str, Any]
NOTHING = {"Ref": "AWS::NoValue"}
KEY = {"Fn::If": ["HasKey", {"Ref": "KmsKeyArn"}, NOTHING]}
BOUNDARY = {"Fn::If": ["HasBoundary", {"Ref": "PermissionsBoundaryArn"}, NOTHING]}
GROUPS = {"Fn::Split": [",", {"Ref": "SecurityGroupIds"}]}
SUBNETS = {"Fn::Split": [",", {"Ref": "SubnetIds"}]}
# Where each type of resource has its key.
ENCRYPTED = {
    "AWS::CodeBuild::Project": "EncryptionKey",
    "AWS::DynamoDB::Table": "SSESpecification.KMSMasterKeyId",
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::S3::Bucket": "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID",
    "AWS::SageMaker::NotebookInstance": "KmsKeyId",
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
}
TOUCHING = re.compile(r'"(s3:(?!Delete|List|Abort|GetBucket|PutBucket)|dynamodb:|sns:Publish|ssm:)|PlanningPolicy|"SQS"')
NETWORK = {
    "SubnetIds": "subnet-0a1b2c3d,subnet-0a1b2c3e",
    "SecurityGroupIds": "sg-0a1b2c3d",
    "FunctionsInVpc": "True",
}

# Which endpoint each service of an IAM action has, where that is not its name; None where nobody in the network calls it.
ENDPOINTS = {
    "cloudwatch": "monitoring",
    "ecr": "ecr.api",
    "sagemaker": "sagemaker.api",
    "codeconnections": None,  # CodeBuild itself does, before a build has a network
    "codestar-connections": None,
    "events": None,  # Step Functions calls it
    "iam": None,  # rights that a call of another service asks for
    "pricing": None,  # answers in three regions only; where it does not, a cost is told without dollars
    "kms": None,  # S3, SQS and the like call it for whoever calls them
    "sts": None,
    "xray": None,  # Lambda and Step Functions send the traces
}
# What is called without a permission that tells its name: models that serve, images that are pulled, repositories that are cloned.
BESIDES = {"sagemaker.runtime", "ecr.dkr", "git-codecommit"}


def at(properties: Any, path: str) -> Any:
    for part in path.split("."):
        properties = properties[int(part)] if part.isdigit() else properties.get(part, {})
    return properties


def of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: found["Properties"] for name, found in template["Resources"].items() if found["Type"] == kind}


@pytest.mark.parametrize("kind", ENCRYPTED)
def test_what_can_be_encrypted_is_with_the_key(template: Template, kind: str) -> None:
    found = of_type(template, kind)
    assert found
    assert {name: at(properties, ENCRYPTED[kind]) for name, properties in found.items()} == dict.fromkeys(found, KEY)


def test_images_are_encrypted_with_the_key(template: Template) -> None:
    wanted = {"Fn::If": ["HasKey", {"EncryptionType": "KMS", "KmsKey": {"Ref": "KmsKeyArn"}}, NOTHING]}
    found = of_type(template, "AWS::ECR::Repository")
    assert [properties["EncryptionConfiguration"] for properties in found.values()] == [wanted] * 2


def test_whoever_touches_what_is_encrypted_may_use_the_key_and_nobody_else(template: Template) -> None:
    roles = re.findall(r'"Ref": "(\w+Role)"', json.dumps(template["Resources"]["KeyPolicy"]["Properties"]["Roles"]))
    functions = of_type(template, "AWS::Serverless::Function").items()
    touching = [f"{name}Role" for name, function in functions if TOUCHING.search(json.dumps(function))]
    assert sorted(roles) == sorted([*touching, "TrainingRole", "ModelRole", "ImageProjectRole", "NotebookRole", "EndpointHoursRole"])
    (statement,) = template["Resources"]["KeyPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Ref": "KmsKeyArn"}


def test_every_role_is_bounded(template: Template) -> None:
    roles = of_type(template, "AWS::IAM::Role")
    assert {name: role["PermissionsBoundary"] for name, role in roles.items()} == dict.fromkeys(roles, BOUNDARY)
    assert template["Globals"]["Function"]["PermissionsBoundary"] == BOUNDARY


def test_functions_images_and_the_notebook_are_in_the_network(template: Template) -> None:
    functions = {"SubnetIds": SUBNETS, "SecurityGroupIds": GROUPS}
    assert template["Globals"]["Function"]["VpcConfig"] == {"Fn::If": ["HasFunctionsInVpc", functions, NOTHING]}
    images = {"VpcId": {"Fn::GetAtt": ["Network", "VpcId"]}, "Subnets": SUBNETS, "SecurityGroupIds": GROUPS}
    assert template["Resources"]["ImageProject"]["Properties"]["VpcConfig"] == {"Fn::If": ["HasNetwork", images, NOTHING]}
    notebook = template["Resources"]["NotebookInstance"]["Properties"]
    assert notebook["SubnetId"] == {"Fn::If": ["HasNetwork", {"Fn::Select": [0, SUBNETS]}, NOTHING]}
    assert notebook["DirectInternetAccess"] == {"Fn::If": ["HasNetwork", "Disabled", NOTHING]}
    assert notebook["SecurityGroupIds"] == {"Fn::If": ["HasNetwork", GROUPS, NOTHING]}


def test_plans_hear_of_key_and_network(template: Template) -> None:
    for name in ("PlanBuildFunction", "CheckParametersFunction"):
        variables = template["Resources"][name]["Properties"]["Environment"]["Variables"]
        assert [variables[key] for key in ("KMS_KEY_ARN", "SUBNET_IDS", "SECURITY_GROUP_IDS")] == [
            {"Ref": "KmsKeyArn"},
            {"Ref": "SubnetIds"},
            {"Ref": "SecurityGroupIds"},
        ]


def true(rule: Any, values: dict[str, str]) -> bool:
    """Return what a rule function comes to."""
    ((function, given),) = rule.items()
    if function == "Fn::Equals":
        left, right = (values[side["Ref"]] if isinstance(side, dict) else side for side in given)
        return bool(left == right)
    if function == "Fn::Not":
        return not true(given[0], values)
    return {"Fn::Or": any, "Fn::And": all}[function](true(each, values) for each in given)


def refusals(template: Template, values: dict[str, str]) -> list[str]:
    """Return the sentences with which CloudFormation refuses some parameters."""
    given = {name: parameter.get("Default", "") for name, parameter in template["Parameters"].items()} | values
    asked = [rule for rule in template["Rules"].values() if true(rule["RuleCondition"], given)]
    return [found["AssertDescription"] for rule in asked for found in rule["Assertions"] if not true(found["Assert"], given)]


@pytest.mark.parametrize("missing", ["SubnetIds", "SecurityGroupIds"])
def test_half_a_network_is_refused_with_what_is_missing(template: Template, missing: str) -> None:
    (sentence,) = refusals(template, {name: value for name, value in NETWORK.items() if name != missing})
    assert f"need {missing}" in sentence


@pytest.mark.parametrize("only", NETWORK)
def test_so_is_one_part_of_it(template: Template, only: str) -> None:
    assert len(refusals(template, {only: NETWORK[only]})) == (2 if only == "FunctionsInVpc" else 1)


def test_a_whole_network_none_and_one_without_the_functions_pass(template: Template) -> None:
    assert refusals(template, NETWORK) == refusals(template, {}) == refusals(template, {**NETWORK, "FunctionsInVpc": "False"}) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("KmsKeyArn", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", "alias/company"),
        ("SubnetIds", "subnet-0a1b2c3d,subnet-0a1b2c3e", "subnet-0a1b2c3d"),
        ("SubnetIds", "subnet-0a1b2c3d,subnet-0a1b2c3e", "subnet-0a1b2c3d, subnet-0a1b2c3e"),
        ("SecurityGroupIds", "sg-0a1b2c3d", "default"),
        ("PermissionsBoundaryArn", "arn:aws-us-gov:iam::123456789012:policy/team/boundary", "boundary"),
    ],
)
def test_what_is_no_such_thing_is_refused(template: Template, name: str, right: str, wrong: str) -> None:
    pattern = template["Parameters"][name]["AllowedPattern"]
    assert re.fullmatch(pattern, right)
    assert re.fullmatch(pattern, "")
    assert not re.fullmatch(pattern, wrong)


@pytest.fixture(scope="module")
def company() -> Template:
    """The example of what a company asks of its accounts."""
    parsed: Template = yaml_parse((ROOT / "examples/company/company.yaml").read_text())
    return parsed


def test_the_examples_network_has_a_door_to_every_service_that_is_called_and_no_other(template: Template, company: Template) -> None:
    called = {action.split(":")[0] for found in statements(template) if found["Effect"] == "Allow" for action in as_list(found["Action"])}
    needed = {ENDPOINTS.get(service, service) for service in called} - {None} | BESIDES
    doors = of_type(company, "AWS::EC2::VPCEndpoint").values()
    assert sorted(door["ServiceName"]["Fn::Sub"].removeprefix("com.amazonaws.${AWS::Region}.") for door in doors) == sorted(
        map(str, needed)
    )


@pytest.mark.parametrize(
    ("action", "arn", "decision"),
    [
        ("s3:PutObject", "arn:aws:s3:::churn-codebucket-1/v1/model.tar.gz", "Allow"),
        ("s3:PutObject", "arn:aws:s3:us-east-1:222222222222:accesspoint/elsewhere/object/model.tar.gz", "ImplicitDeny"),
        ("s3:GetObject", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/a", "Allow"),
        ("s3:PutObject", "arn:aws:s3:::cloudformation-custom-resource-response-useast1/a", "Allow"),
    ],
)
def test_the_policy_of_the_examples_s3_endpoint_lets_nothing_leave_for_another_account(
    company: Template, action: str, arn: str, decision: str
) -> None:
    policy = json.dumps(company["Resources"]["S3Endpoint"]["Properties"]["PolicyDocument"])
    for name, value in {"AWS::AccountId": "111111111111", "AWS::Partition": "aws", "AWS::Region": "us-east-1"}.items():
        policy = policy.replace(f'{{"Ref": "{name}"}}', f'"{value}"').replace(f"${{{name}}}", value)
    document = json.loads(re.sub(r'\{"Fn::Sub": ("[^"]*")\}', r"\1", policy))
    about = EvalContext("arn:aws:sts::111111111111:assumed-role/a/b", "AssumedRole", "111111111111", action, arn, "us-east-1")
    assert evaluate_resource_policy(document, about).decision == decision


def test_the_examples_boundary_takes_nothing_from_a_role_that_the_stack_gave(template: Template, company: Template) -> None:
    boundary = company["Resources"]["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = re.compile("|".join(action.replace("*", ".*") for found in boundary for action in as_list(found["Action"])))
    given = {action for found in statements(template) if found["Effect"] == "Allow" for action in as_list(found["Action"])}
    assert sorted(action for action in given if not allowed.fullmatch(action) and not action.startswith("sts:")) == []


def test_the_example_puts_out_the_parameters_of_the_stack(template: Template, company: Template) -> None:
    assert set(company["Outputs"]) == {"KmsKeyArn", "SubnetIds", "SecurityGroupIds", "PermissionsBoundaryArn"} < set(template["Parameters"])
