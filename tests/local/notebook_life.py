"""What a person does in the notebook instance's kernel: everything that the sagebuild package can, so that the role's every permission is needed.

It runs there and not here; each step prints what came of it.
"""

import time

import boto3

from examples.byod.digits import as_csv, split
from sagebuild import SageBuild

METRICS = {"MetricDefinitions": [{"Name": "validation:accuracy", "Regex": "validation:accuracy=([0-9.]+)"}]}
TUNING = {
    "HyperParameterTuningJobConfig": {
        "Strategy": "Grid",
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:accuracy"},
        "ResourceLimits": {"MaxParallelTrainingJobs": 1},
        "ParameterRanges": {"CategoricalParameterRanges": [{"Name": "C", "Values": ["1"]}]},
    }
}


def ended(stack, launch):
    """Wait for a launch's build, looking at its training meanwhile."""
    while launch.build is None or launch.build.running:
        if launch.build:
            stack.training_now(launch.build)
        time.sleep(0.2)
    return launch.build


stack = SageBuild()
stack.push("examples/byod", "The model's code")
stack.upload(as_csv(split()[0]), "train/digits.csv")
stack.upload(as_csv(split()[1]), "test/digits.csv")
stack.change({"TrainingJob": {"AlgorithmSpecification": METRICS}, "HyperParameters": {"C": 1.0}})
print(len(stack.versions_of_parameters()))
stack.graph()
first = ended(stack, stack.launch(reason="a notebook"))
print(first.status + first.cause)
print(*(state for state in ("Train Model", "Plan Build", "Build Training Image") if not list(stack.logs(state))), "all logged")
list(stack.logs("Endpoint"))
print(stack.invoke(as_csv(split()[1][:1], labels=False)).strip())
print(stack.serving(stack.builds()).version)
stack.graph(1)
again = ended(stack, stack.launch({"Evaluation": {}, "HyperParameters": {"C": 2.0}}))
print(again.status + again.cause, again.evaluation.champion_version)
print(len(list(stack.logs("Evaluate Model"))))
back = stack.rollback(reason="a notebook").wait(show=False)
print(back.status, back.version)
stack.graph(back)
tuned = ended(stack, stack.launch({"TuningJob": TUNING, "Deploy": False}))
print(tuned.status + tuned.cause)
third = stack.launch({"Deploy": False, "HyperParameters": {"C": 3.0}})
while third.build is None:
    time.sleep(0.1)
print(stack.stop("enough seen").version)
# As an upload ends that breaks off in the middle.
s3, place = boto3.client("s3"), {"Bucket": stack.outputs["DataBucket"], "Key": "train/large.csv"}
s3.abort_multipart_upload(UploadId=s3.create_multipart_upload(**place)["UploadId"], **place)
print(stack.remove("train/"), stack.remove("test/"))
