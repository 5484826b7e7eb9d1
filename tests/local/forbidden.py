"""What no code of a user's may do, wherever it runs: as calls that a program in a container really tries, and as questions that IAM answers for a role."""

import json
from typing import Any

from local.launcher import LocalAws
from local.stack import Stack

REFUSED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "403", "Forbidden")
# Tries every call of a list, and returns which was refused, and what else became of the others.
TRY = """
import json
REFUSED = {refused}
CALLS = json.loads({calls})
def tried():
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    boto3.client("s3").list_objects_v2(Bucket={may_read})  # refused to no container: the others are not refused for want of credentials
    found = {{}}
    for service, operation, given in CALLS:
        try:
            getattr(boto3.client(service, config=Config(retries={{"total_max_attempts": 1}})), operation)(**given)
            found[service + " " + operation + " " + json.dumps(given)] = "done"
        except ClientError as error:
            if error.response["Error"]["Code"] not in REFUSED:
                found[service + " " + operation + " " + json.dumps(given)] = str(error)
    return {{"tried": len(CALLS), "not refused": found}}
"""
ACCOUNT = "arn:aws:{}:us-east-1:000000000000:{}"
STREAM = "log-group:/aws/sagemaker/TrainingJobs:log-stream:{}-v1-0a1b2c3d/algo-1"


def calls(stack: Stack, other: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return calls by which a program would read another stack's data, reach into its own pipeline, or get more rights; other is another's bucket."""
    own, table = stack.outputs, {"TableName": stack.outputs["BuildTable"], "Key": {"Kind": {"S": "launch"}, "Version": {"N": "0"}}}
    start = {"stateMachineArn": own["StateMachine"], "input": "{}"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    job = {
        "TrainingJobName": f"{stack.name}-v99-0a1b2c3d",
        "RoleArn": own["TrainingRoleArn"],
        "AlgorithmSpecification": {"TrainingImage": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": f"s3://{own['CodeBucket']}/artifacts/"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    }  # fmt: skip
    model = {"ModelName": f"{stack.name}-v99-0a1b2c3d", "ExecutionRoleArn": own["ModelRoleArn"]}
    return [
        ("s3", "get_object", {"Bucket": other, "Key": "train/secret.csv"}),
        ("s3", "list_objects_v2", {"Bucket": other}),
        ("s3", "list_buckets", {}),
        ("s3", "put_object", {"Bucket": other, "Key": "train/more.csv", "Body": ""}),
        ("s3", "put_object", {"Bucket": own["DataBucket"], "Key": "train/more.csv", "Body": ""}),
        ("s3", "put_object", {"Bucket": own["CodeBucket"], "Key": "notebooks/folder.tar.gz", "Body": ""}),
        ("s3", "put_object", {"Bucket": own["CodeBucket"], "Key": "versions/v1/training/source.tar.gz", "Body": ""}),
        ("s3", "put_object", {"Bucket": own["CodeBucket"], "Key": "versions/v1/model/model.tar.gz", "Body": ""}),
        ("s3", "delete_object", {"Bucket": own["CodeBucket"], "Key": "versions/v1/training/source.tar.gz"}),
        ("ssm", "get_parameter", {"Name": own["ParameterStore"]}),
        ("ssm", "get_parameter", {"Name": "/sagebuild/another"}),
        ("ssm", "put_parameter", {"Name": own["ParameterStore"], "Value": "{}", "Overwrite": True}),
        ("dynamodb", "get_item", table),
        ("dynamodb", "delete_item", table),
        ("sns", "publish", {"TopicArn": own["LaunchTopic"], "Message": "{}"}),
        ("sns", "publish", {"TopicArn": own["RollbackTopic"], "Message": "{}"}),
        ("sns", "publish", {"TopicArn": own["TrainStatusTopic"], "Message": "{}"}),
        ("stepfunctions", "start_execution", start),
        ("sagemaker", "create_training_job", job),
        ("sagemaker", "create_model", model),
        ("sagemaker", "delete_endpoint", {"EndpointName": own["SageMakerEndpoint"]}),
        ("sagemaker", "update_endpoint", {"EndpointName": own["SageMakerEndpoint"], "EndpointConfigName": f"{stack.name}-v1-0a1b2c3d"}),
        ("iam", "create_role", {"RoleName": "mine", "AssumeRolePolicyDocument": trust}),
        ("sts", "assume_role", {"RoleArn": own["ModelRoleArn"], "RoleSessionName": "mine"}),
        ("lambda", "invoke", {"FunctionName": own["CheckParametersFunction"]}),
        ("secretsmanager", "get_secret_value", {"SecretId": "another"}),
        ("codecommit", "get_branch", {"repositoryName": own["RepoUrl"].rpartition("/")[2], "branchName": "main"}),
        ("codebuild", "start_build", {"projectName": stack.resource("ImageProject")}),
        ("ecr", "list_images", {"repositoryName": stack.resource("ImageRepository")}),
        ("logs", "filter_log_events", {"logGroupName": "/aws/sagemaker/TrainingJobs"}),
        ("cloudformation", "delete_stack", {"StackName": stack.name}),
        ("cloudwatch", "delete_alarms", {"AlarmNames": ["too-many-errors"]}),
    ]


def program(stack: Stack, other: str) -> str:
    """Return a Python text in which tried() tries all of them."""
    return TRY.format(refused=repr(REFUSED), may_read=repr(stack.outputs["DataBucket"]), calls=repr(json.dumps(calls(stack, other))))


def questions(stack: Stack) -> dict[str, tuple[str, str]]:
    """Return what IAM is asked of a role, action and resource, by words."""
    own = stack.outputs
    code, data = (f"arn:aws:s3:::{own[bucket]}" for bucket in ("CodeBucket", "DataBucket"))
    return {
        "read another's data": ("s3:GetObject", "arn:aws:s3:::another-databucket/train/a.csv"),
        "list another's data": ("s3:ListBucket", "arn:aws:s3:::another-databucket"),
        "write another's data": ("s3:PutObject", "arn:aws:s3:::another-databucket/train/a.csv"),
        "write its own data": ("s3:PutObject", f"{data}/train/a.csv"),
        "delete its own data": ("s3:DeleteObject", f"{data}/train/a.csv"),
        "write artifacts": ("s3:PutObject", f"{code}/artifacts/a/output/model.tar.gz"),
        "write a score": ("s3:PutObject", f"{code}/versions/v1/evaluation/new/evaluation.json"),
        "write what an evaluation leaves": ("s3:PutObject", f"{code}/versions/v12/evaluation/new/data/plot.png"),
        "write a version's script": ("s3:PutObject", f"{code}/versions/v1/training/source.tar.gz"),
        "write a version's serving script": ("s3:PutObject", f"{code}/versions/v1/inference/source.tar.gz"),
        "write a version's model": ("s3:PutObject", f"{code}/versions/v1/model/model.tar.gz"),
        "write a version's list of data": ("s3:PutObject", f"{code}/versions/v1/data.json"),
        "write a version's data": ("s3:PutObject", f"{code}/versions/v123/data/train/a.csv"),
        "write the notebooks": ("s3:PutObject", f"{code}/notebooks/folder.tar.gz"),
        "delete artifacts": ("s3:DeleteObject", f"{code}/artifacts/a/output/model.tar.gz"),
        "open a bucket": ("s3:PutBucketPolicy", data),
        "read its parameter": ("ssm:GetParameter", ACCOUNT.format("ssm", f"parameter{own['ParameterStore']}")),
        "change its parameter": ("ssm:PutParameter", ACCOUNT.format("ssm", f"parameter{own['ParameterStore']}")),
        "read another's parameter": ("ssm:GetParameter", ACCOUNT.format("ssm", "parameter/sagebuild/another")),
        "change another's parameter": ("ssm:PutParameter", ACCOUNT.format("ssm", "parameter/sagebuild/another")),
        "read the history": ("dynamodb:Query", ACCOUNT.format("dynamodb", f"table/{own['BuildTable']}")),
        "change the history": ("dynamodb:UpdateItem", ACCOUNT.format("dynamodb", f"table/{own['BuildTable']}")),
        "launch a build": ("sns:Publish", own["LaunchTopic"]),
        "roll back": ("sns:Publish", own["RollbackTopic"]),
        "launch another's build": ("sns:Publish", ACCOUNT.format("sns", "another-LaunchTopic")),
        "tell news": ("sns:Publish", own["TrainStatusTopic"]),
        "send a launch": ("sqs:SendMessage", own["LaunchQueue"]),
        "start an execution": ("states:StartExecution", own["StateMachine"]),
        "stop a build": ("states:StopExecution", own["StateMachine"].replace(":stateMachine:", ":execution:") + ":b"),
        "stop another's build": ("states:StopExecution", ACCOUNT.format("states", "execution:another:b")),
        "train": ("sagemaker:CreateTrainingJob", ACCOUNT.format("sagemaker", f"training-job/{stack.name}-v1-0a1b2c3d")),
        "make a model": ("sagemaker:CreateModel", ACCOUNT.format("sagemaker", f"model/{stack.name}-v1-0a1b2c3d")),
        "move its endpoint": ("sagemaker:UpdateEndpoint", ACCOUNT.format("sagemaker", f"endpoint/{stack.name}")),
        "delete its endpoint": ("sagemaker:DeleteEndpoint", ACCOUNT.format("sagemaker", f"endpoint/{stack.name}")),
        "ask its endpoint": ("sagemaker:InvokeEndpoint", ACCOUNT.format("sagemaker", f"endpoint/{stack.name}")),
        "ask another's endpoint": ("sagemaker:InvokeEndpoint", ACCOUNT.format("sagemaker", "endpoint/another")),
        "pass the training's role": ("iam:PassRole", own["TrainingRoleArn"]),
        "pass the model's role": ("iam:PassRole", own["ModelRoleArn"]),
        "make a role": ("iam:CreateRole", "arn:aws:iam::000000000000:role/mine"),
        "give itself rights": ("iam:PutRolePolicy", own["TrainingRoleArn"]),
        "become another role": ("sts:AssumeRole", own["ModelRoleArn"]),
        "check a document": ("lambda:InvokeFunction", ACCOUNT.format("lambda", f"function:{own['CheckParametersFunction']}")),
        "change a function": ("lambda:UpdateFunctionCode", ACCOUNT.format("lambda", f"function:{own['CheckParametersFunction']}")),
        "read a secret": ("secretsmanager:GetSecretValue", ACCOUNT.format("secretsmanager", "secret:webhook-AbCdEf")),
        "read the code": ("codecommit:GitPull", ACCOUNT.format("codecommit", own["RepoUrl"].rpartition("/")[2])),
        "push code": ("codecommit:GitPush", ACCOUNT.format("codecommit", own["RepoUrl"].rpartition("/")[2])),
        "commit code": ("codecommit:CreateCommit", ACCOUNT.format("codecommit", own["RepoUrl"].rpartition("/")[2])),
        "commit another's code": ("codecommit:CreateCommit", ACCOUNT.format("codecommit", "another")),
        "build an image": ("codebuild:StartBuild", ACCOUNT.format("codebuild", f"project/{stack.resource('ImageProject')}")),
        "push an image": ("ecr:PutImage", ACCOUNT.format("ecr", f"repository/{stack.resource('ImageRepository')}")),
        "push another's image": ("ecr:PutImage", ACCOUNT.format("ecr", "repository/another")),
        "delete an image": ("ecr:BatchDeleteImage", ACCOUNT.format("ecr", f"repository/{stack.resource('ImageRepository')}")),
        "read another's words": ("logs:GetLogEvents", ACCOUNT.format("logs", "log-group:another-Launch:log-stream:a")),
        "write its training's words": ("logs:PutLogEvents", ACCOUNT.format("logs", STREAM.format(stack.name))),
        "write another's training's words": ("logs:PutLogEvents", ACCOUNT.format("logs", STREAM.format("another"))),
        "write a function's words": ("logs:PutLogEvents", ACCOUNT.format("logs", f"log-group:{stack.name}-LaunchLogGroup:log-stream:a")),
        "change the stack": ("cloudformation:UpdateStack", ACCOUNT.format("cloudformation", f"stack/{stack.name}/1")),
        "delete the stack": ("cloudformation:DeleteStack", ACCOUNT.format("cloudformation", f"stack/{stack.name}/1")),
        "delete an alarm": ("cloudwatch:DeleteAlarms", ACCOUNT.format("cloudwatch", "alarm:too-many-errors")),
        "decrypt": ("kms:Decrypt", ACCOUNT.format("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")),
    }  # fmt: skip


def allowed(aws: LocalAws, stack: Stack, role: str) -> set[str]:
    """Return which of them IAM would allow to a role, which is named by its logical id."""
    iam = aws.client("iam")
    arn = iam.get_role(RoleName=stack.resource(role))["Role"]["Arn"]
    found = set()
    for words, (action, resource) in questions(stack).items():
        (answer,) = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=[action], ResourceArns=[resource])["EvaluationResults"]
        if answer["EvalDecision"] == "allowed":
            found.add(words)
    return found
