"""Scripts as AWS's examples have them: what they import from AWS's images is there, and what they answer arrives as it is."""

import io
import json
import tarfile
from typing import Any

import numpy
import pytest

from local.launcher import LocalAws
from tests.local import by_hand
from tests.local.waiting import until

IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
SCRIPT = """
import json, os
import sagemaker_containers
from sagemaker_containers.beta.framework import content_types, encoders, env, modules, transformer, worker
from sagemaker_inference import content_types, decoder, default_inference_handler, encoder, errors, utils
from sagemaker_training import environment
import numpy

def model_fn(folder):
    return float(open(folder + "/factor").read())
def predict_fn(data, factor):
    return numpy.atleast_2d(data) * factor
if OWN_OUTPUT:
    def output_fn(prediction, accept):
        if accept == "application/teapot":
            raise errors.BaseInferenceToolkitError(418, "short", "stout")
        return worker.Response(encoders.encode(prediction, accept), accept, mimetype=accept)
if __name__ == "__main__":
    job = sagemaker_containers.training_env()
    assert dict(job) == dict(environment.Environment()) == dict(env.TrainingEnv())
    open(job.model_dir + "/factor", "w").write(str(job.hyperparameters["factor"]))
    report = [job.current_host, job.hosts, job.num_gpus, job.channel_input_dirs, job.user_entry_point, job.job_name]
    open(job.model_dir + "/report.json", "w").write(json.dumps(report))
"""


def archive(aws: LocalAws, name: str, text: str) -> str:
    """Upload a script as a tar.gz, and return its address."""
    by_hand.prepare(aws)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("script.py")
        member.size = len(text.encode())
        tar.addfile(member, io.BytesIO(text.encode()))
    aws.client("s3").put_object(Bucket=by_hand.BUCKET, Key=f"{name}.tar.gz", Body=packed.getvalue())
    return f"s3://{by_hand.BUCKET}/{name}.tar.gz"


@pytest.fixture(scope="module", params=["the container's own output", "an output_fn"])
def endpoint(aws: LocalAws, request: pytest.FixtureRequest) -> str:
    """An endpoint on which the script serves that it was trained with."""
    own = request.param == "an output_fn"
    name = "own-output" if own else "default-output"
    address = archive(aws, name, SCRIPT.replace("OWN_OUTPUT", str(own)))
    given = {"sagemaker_program": "script.py", "sagemaker_submit_directory": address, "factor": 2.5}
    encoded = {key: json.dumps(value) for key, value in given.items()}
    done = by_hand.trained(aws, by_hand.training(name, IMAGE, HyperParameters=encoded))
    assert done["TrainingJobStatus"] == "Completed", done["FailureReason"]
    assert by_hand.artifact(aws, done, "report.json") == ["algo-1", ["algo-1"], 0, {}, "script.py", name]
    environment = {"SAGEMAKER_PROGRAM": "script.py", "SAGEMAKER_SUBMIT_DIRECTORY": address}
    by_hand.configured(aws, name, IMAGE, done["ModelArtifacts"]["S3ModelArtifacts"], **environment)
    aws.client("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=name)
    until(lambda: by_hand.status(aws, name) != "Creating")
    assert by_hand.status(aws, name) == "InService"
    return name


def invoke(aws: LocalAws, endpoint: str, body: bytes, content_type: str, accept: str) -> tuple[str, bytes]:
    answer: dict[str, Any] = aws.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=endpoint, Body=body, ContentType=content_type, Accept=accept
    )
    return answer["ContentType"], answer["Body"].read()


def test_numpys_files_go_in_and_come_out(aws: LocalAws, endpoint: str) -> None:
    buffer = io.BytesIO()
    numpy.save(buffer, numpy.array([[1.0, 2.0], [3.0, 4.0]]))
    kind, content = invoke(aws, endpoint, buffer.getvalue(), "application/x-npy", "application/x-npy")
    assert kind == "application/x-npy"
    assert numpy.load(io.BytesIO(content)).tolist() == [[2.5, 5.0], [7.5, 10.0]]


def test_rows_of_csv_go_in_and_csv_or_json_comes_out(aws: LocalAws, endpoint: str) -> None:
    assert invoke(aws, endpoint, b"1,2\n3,4\n", "text/csv", "text/csv") == ("text/csv", b"2.5,5.0\n7.5,10.0\n")
    assert invoke(aws, endpoint, b"[[1, 2]]", "application/json", "application/json") == ("application/json", b"[[2.5, 5.0]]")


def test_what_nobody_can_write_is_refused_with_its_own_status(aws: LocalAws, endpoint: str) -> None:
    runtime = aws.client("sagemaker-runtime")
    expected = {"application/teapot": 418 if endpoint == "own-output" else 415, "image/png": 415}
    for accept, status in expected.items():
        with pytest.raises(runtime.exceptions.ModelError) as refused:
            invoke(aws, endpoint, b"1,2\n", "text/csv", accept)
        assert refused.value.response["OriginalStatusCode"] == status


XGBOOST = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
BOOSTER = """
import json, os
import xgboost
from sagemaker_containers import entry_point
from sagemaker_xgboost_container import distributed
from sagemaker_xgboost_container.data_utils import get_dmatrix

def train(data, rounds, is_master):
    booster = xgboost.train({"max_depth": 2, "nthread": 1}, data, rounds)
    report = [is_master, data.get_label().tolist(), data.num_col(), booster.num_boosted_rounds()]
    open(os.environ["SM_MODEL_DIR"] + "/report.json", "w").write(json.dumps(report))
if __name__ == "__main__":
    entry_point._wait_hostname_resolution()
    data = get_dmatrix(os.environ["SM_CHANNEL_TRAIN"], os.environ["SM_HP_FORMAT"])
    hosts, host = json.loads(os.environ["SM_HOSTS"]), os.environ["SM_CURRENT_HOST"]
    distributed.rabit_run(train, {"data": data, "rounds": 3}, data is not None, hosts, host, update_rabit_args=True)
"""


@pytest.mark.parametrize(
    ("kind", "rows", "width"), [("libsvm", ("1 0:2 3:4\n0 1:1\n", "3 2:5\n"), 4), ("csv", ("1;2;4\n0;1;\n", "3;5;6\n"), 2)]
)
def test_a_script_of_xgboost_reads_its_channel_as_in_awss_image(aws: LocalAws, kind: str, rows: tuple[str, str], width: int) -> None:
    address, prefix = archive(aws, f"booster-{kind}", BOOSTER), f"rows-{kind}/"
    for key, text in zip(("a", "deeper/b"), rows, strict=True):
        aws.client("s3").put_object(Bucket=by_hand.BUCKET, Key=prefix + key, Body=text.encode())
    place = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{by_hand.BUCKET}/{prefix}"}
    given = {"sagemaker_program": "script.py", "sagemaker_submit_directory": address, "format": kind}
    encoded = {key: json.dumps(value) for key, value in given.items()}
    channels = [{"ChannelName": "train", "DataSource": {"S3DataSource": place}}]
    request = by_hand.training(f"booster-{kind}", XGBOOST, HyperParameters=encoded, InputDataConfig=channels)
    done = by_hand.trained(aws, request)
    assert done["TrainingJobStatus"] == "Completed", done["FailureReason"]
    is_master, labels, columns, rounds = by_hand.artifact(aws, done, "report.json")
    assert (is_master, sorted(labels), columns, rounds) == (True, [0, 1, 3], width, 3)
