"""Reads the descriptions of the services that functions use, which botocore would unpack anew for the first client of every process."""

import gc

import botocore.session

SERVICES = (
    "application-autoscaling",
    "cloudwatch",
    "codebuild",
    "dynamodb",
    "ecr",
    "logs",
    "pricing",
    "s3",
    "sagemaker",
    "sagemaker-runtime",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
)

for service in SERVICES:
    botocore.session.get_session().create_client(service, "us-east-1", aws_access_key_id="-", aws_secret_access_key="-")
gc.freeze()  # they are there as long as the process is: no need to look whether they are still used
