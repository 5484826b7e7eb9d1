"""The calls of AWS that the client makes, module by module: whoever uses it needs these permissions and no others."""

CALLS: dict[str, dict[str, list[str]]] = {
    "access": {"cloudformation": ["DescribeStacks", "ListStackResources"]},
    "code": {"codecommit": ["CreateCommit", "GetBranch"]},
    # upload_file and upload_fileobj put an object, in parts if it is large: s3:PutObject and s3:AbortMultipartUpload.
    "data": {"s3": ["DeleteObjects", "ListObjectsV2", "upload_file", "upload_fileobj"]},
    "endpoint": {"sagemaker": ["DescribeEndpoint"], "sagemaker-runtime": ["InvokeEndpoint"]},
    "functions": {"lambda": ["Invoke"]},
    "going_back": {"sns": ["Publish"]},
    "graphs": {"stepfunctions": ["DescribeStateMachine", "DescribeStateMachineForExecution"]},
    "launches": {"sns": ["Publish"], "stepfunctions": ["StopExecution"]},
    "log_groups": {"codebuild": ["BatchGetBuilds", "ListBuildsForProject"], "stepfunctions": ["DescribeStateMachine"]},
    "logs": {"logs": ["DescribeLogStreams", "FilterLogEvents", "GetLogEvents"]},
    "parameters": {"ssm": ["GetParameter", "GetParameterHistory", "PutParameter"]},
    "table": {"dynamodb": ["GetItem", "Query"], "stepfunctions": ["GetExecutionHistory"]},
    "training": {"sagemaker": ["DescribeHyperParameterTuningJob", "DescribeTrainingJob"]},
}
