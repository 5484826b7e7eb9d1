"""A notebook instance of the local AWS does what one of AWS does: scripts, users, credentials, a volume that stays, an address that opens it."""

import base64
import json
import socket
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.launcher import LocalAws
from tests.local import by_hand
from tests.local.jupyter import BOOT_SECONDS, Jupyter, log, settled, status_of
from tests.local.waiting import until

CONFIG = "NotebookInstanceLifecycleConfig"
NAME, ROLE = "by-hand", "arn:aws:iam::000000000000:role/notebook"
ON_CREATE = "#!/bin/bash\necho created\ntouch /home/ec2-user/SageMaker/created-once\n"
ON_START = """#!/bin/bash
set -eu
echo "$(id -un) in $PWD with $PATH and home ${HOME:-unset}"
python3 -c 'import json; print(json.load(open("/opt/ml/metadata/resource-metadata.json"))["ResourceName"])'
sudo -u ec2-user -i <<'END'
echo "$(id -un) in $PWD"
echo started >> SageMaker/starts
touch not-on-the-volume
sudo true || echo "no root"
END
sudo -u ec2-user -H python3 -c 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'
(sleep 1; echo "in the background") &
"""
GRANTED = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    "Resource": "*",
}


def scripts(aws: LocalAws, name: str, do: str = "create", **hooks: str) -> None:
    """Make or change a lifecycle configuration."""
    content = {hook: [{"Content": base64.b64encode(script.encode()).decode()}] for hook, script in hooks.items()}
    getattr(aws.client("sagemaker"), f"{do}_notebook_instance_lifecycle_config")(NotebookInstanceLifecycleConfigName=name, **content)


def create(client: Any, name: str, **more: Any) -> None:
    """Create an instance."""
    client.create_notebook_instance(NotebookInstanceName=name, InstanceType="ml.t3.medium", RoleArn=ROLE, **more)


def remove(aws: LocalAws, name: str) -> None:
    """Stop and delete an instance."""
    client = aws.client("sagemaker")
    if settled(aws, name)["NotebookInstanceStatus"] == "InService":
        client.stop_notebook_instance(NotebookInstanceName=name)
        settled(aws, name)
    client.delete_notebook_instance(NotebookInstanceName=name)


@pytest.fixture(scope="module")
def instance(aws: LocalAws) -> Iterator[str]:
    """An instance in service, whose role may write its logs and nothing else."""
    by_hand.role(aws, "notebook", GRANTED)
    scripts(aws, NAME, OnCreate=ON_CREATE, OnStart=ON_START)
    create(aws.client("sagemaker"), NAME, LifecycleConfigName=NAME, Tags=[{"Key": "team", "Value": "science"}])
    assert settled(aws, NAME)["NotebookInstanceStatus"] == "InService"
    yield NAME
    remove(aws, NAME)
    aws.client("sagemaker").delete_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName=NAME)


def test_lifecycle_scripts_run_as_root_and_act_as_ec2_user_who_is_not(aws: LocalAws, instance: str) -> None:
    until(lambda: "in the background" in log(aws, instance))
    assert log(aws, instance, "LifecycleConfigOnCreate") == ["created"]
    assert log(aws, instance) == [
        "root in / with /sbin:/bin:/usr/sbin:/usr/bin and home unset",
        "by-hand",
        "ec2-user in /home/ec2-user",
        "ec2-user is not in the sudoers file. This incident will be reported.",
        "no root",
        "arn:aws:sts::000000000000:assumed-role/notebook/SageMaker",
        "in the background",
    ]


def test_a_kernel_is_ec2_users_with_the_roles_rights_and_no_others(aws: LocalAws, instance: str) -> None:
    jupyter = Jupyter(aws, instance)
    who = "import boto3, getpass, os; print(getpass.getuser(), os.getcwd(), boto3.client('sts').get_caller_identity()['Arn'])"
    assert jupyter.run(who) == "ec2-user /home/ec2-user/SageMaker arn:aws:sts::000000000000:assumed-role/notebook/SageMaker"
    assert jupyter.run("import pandas, matplotlib, sklearn; print('there')") == "there"
    refused = jupyter.run("import boto3; boto3.client('s3').list_buckets()")
    assert "AccessDenied" in refused
    stopped = jupyter.run(f"import boto3; boto3.client('sagemaker').stop_notebook_instance(NotebookInstanceName='{instance}')")
    assert "not authorized to perform: sagemaker:StopNotebookInstance" in stopped


def test_its_address_opens_once_and_for_nobody_without_a_token(aws: LocalAws, instance: str) -> None:
    opened = aws.client("sagemaker").create_presigned_notebook_instance_url(NotebookInstanceName=instance)["AuthorizedUrl"]
    address = opened.partition("?")[0]
    assert status_of(address) == 403
    assert status_of(f"{address}api/contents") == 403
    assert status_of(f"{address}?authToken=guessed") == 403
    assert "created-once" in Jupyter(aws, instance).files()
    with pytest.raises(ClientError, match="RecordNotFound"):
        aws.client("sagemaker").create_presigned_notebook_instance_url(NotebookInstanceName="nobodys")


def test_what_is_on_the_volume_survives_a_stop_and_the_rest_begins_anew(aws: LocalAws, instance: str) -> None:
    client = aws.client("sagemaker")
    before = Jupyter(aws, instance)
    before.write("mine.txt", "kept")
    client.stop_notebook_instance(NotebookInstanceName=instance)
    assert settled(aws, instance)["NotebookInstanceStatus"] == "Stopped"
    with pytest.raises(ClientError, match=r"Status \(Stopped\) not in"):
        client.create_presigned_notebook_instance_url(NotebookInstanceName=instance)
    # What is changed in a configuration holds from the next start on.
    scripts(
        aws, NAME, "update", OnStart=ON_START.replace('echo "$(id', '[ -e /home/ec2-user/not-on-the-volume ] && echo old\necho "$(id', 1)
    )
    client.start_notebook_instance(NotebookInstanceName=instance)
    assert settled(aws, instance)["NotebookInstanceStatus"] == "InService"
    after = Jupyter(aws, instance)
    assert after.read("mine.txt") == "kept"
    assert after.read("starts") == "started\nstarted\n"
    assert "old" not in log(aws, instance)
    assert log(aws, instance).count("by-hand") == 2, "both starts are in the log"
    assert log(aws, instance, "LifecycleConfigOnCreate") == ["created"]


def test_transitions_that_aws_refuses_are_refused_in_its_words(aws: LocalAws, instance: str) -> None:
    client = aws.client("sagemaker")
    arn = f"arn:aws:sagemaker:us-east-1:000000000000:notebook-instance/{instance}"
    for call, sentence in (
        (
            client.start_notebook_instance,
            f"Status (InService) not in ([Stopped, Failed]). Unable to transition to (Pending) for Notebook Instance ({arn})",
        ),
        (
            client.delete_notebook_instance,
            f"Status (InService) not in ([Stopped, Failed]). Unable to transition to (Deleting) for Notebook Instance ({arn})",
        ),
        (
            client.update_notebook_instance,
            f"Status (InService) not in ([Stopped, Failed]). Unable to transition to (Updating) for Notebook Instance ({arn})",
        ),
    ):
        with pytest.raises(ClientError) as refused:
            call(NotebookInstanceName=instance)
        assert refused.value.response["Error"] == {"Code": "ValidationException", "Message": sentence}
    with pytest.raises(ClientError, match=r"Cannot create a duplicate Notebook Instance"):
        create(client, instance)
    with pytest.raises(ClientError, match=r"is in use by Notebook Instance"):
        client.delete_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName=NAME)
    with pytest.raises(ClientError, match=r"Details: Notebook Instance Lifecycle Config does not exist"):
        create(client, "other", LifecycleConfigName="nobodys")
    with pytest.raises(ClientError, match=r"Could not assume role"):
        client.create_notebook_instance(NotebookInstanceName="other", InstanceType="ml.t3.medium", RoleArn=ROLE + "-nobodys")
    with pytest.raises(ClientError, match=r"notebook-al2-v1 is not supported any more"):
        create(client, "other", PlatformIdentifier="notebook-al2-v1")


def test_it_is_listed_and_described_with_what_was_not_said(aws: LocalAws, instance: str) -> None:
    client = aws.client("sagemaker")
    (listed,) = client.list_notebook_instances(NameContains=instance, StatusEquals="InService")["NotebookInstances"]
    assert (listed["NotebookInstanceName"], listed["NotebookInstanceLifecycleConfigName"]) == (instance, NAME)
    described = client.describe_notebook_instance(NotebookInstanceName=instance)
    assert (described["VolumeSizeInGB"], described["RootAccess"], described["PlatformIdentifier"]) == (5, "Enabled", "notebook-al2023-v1")
    assert client.list_tags(ResourceArn=described["NotebookInstanceArn"])["Tags"] == [{"Key": "team", "Value": "science"}]
    (config,) = client.list_notebook_instance_lifecycle_configs(NameContains=NAME)["NotebookInstanceLifecycleConfigs"]
    assert config["NotebookInstanceLifecycleConfigName"] == NAME


def test_a_failing_script_fails_the_instance_and_its_log_says_why(aws: LocalAws, instance: str) -> None:
    scripts(aws, "failing", OnStart="#!/bin/bash\necho 'there is no such bucket' >&2\nexit 3\n")
    create(aws.client("sagemaker"), "failing", LifecycleConfigName="failing")
    failed = settled(aws, "failing")
    config = "arn:aws:sagemaker:us-east-1:000000000000:notebook-instance-lifecycle-config/failing"
    assert failed["NotebookInstanceStatus"] == "Failed"
    assert failed["FailureReason"] == (
        f"Notebook Instance Lifecycle Config '{config}' for Notebook Instance 'arn:aws:sagemaker:us-east-1:000000000000:notebook-instance/failing' "
        "took longer than 5 minutes. Please check your CloudWatch logs for more details if your Notebook Instance has Internet access."
    )
    assert log(aws, "failing") == ["there is no such bucket"]
    # A corrected configuration lets it start.
    scripts(aws, "failing", "update", OnStart="#!/bin/bash\necho better\n")
    aws.client("sagemaker").start_notebook_instance(NotebookInstanceName="failing")
    mended = settled(aws, "failing")
    assert (mended["NotebookInstanceStatus"], mended.get("FailureReason")) == ("InService", None)
    remove(aws, "failing")
    aws.client("sagemaker").delete_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName="failing")
    with socket.socket() as probe:
        host, port = mended["Url"].split(":")
        until(lambda: probe.connect_ex((host, int(port))) != 0)


def test_who_may_not_pass_the_role_makes_no_instance_with_it(aws: LocalAws, instance: str) -> None:
    allowed = {"Effect": "Allow", "Action": "sagemaker:*", "Resource": "*"}
    caller = by_hand.role(aws, "creator", allowed)
    assumed = aws.client("sts").assume_role(RoleArn=caller, RoleSessionName="test")["Credentials"]
    client = boto3.Session(assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"]).client(
        "sagemaker", endpoint_url=aws.url, region_name="us-east-1"
    )
    with pytest.raises(ClientError, match=r"not authorized to perform: iam:PassRole"):
        create(client, "unpassed")
    with pytest.raises(ClientError, match=r"not authorized to perform: iam:PassRole"):
        client.update_notebook_instance(NotebookInstanceName=instance, RoleArn=ROLE)


def template(script: str, kind: str) -> str:
    """Return a template with one instance of a type, and the script that it starts with."""
    content = base64.b64encode(script.encode()).decode()
    config = {"Type": "AWS::SageMaker::NotebookInstanceLifecycleConfig", "Properties": {"OnStart": [{"Content": content}]}}
    members = {
        "InstanceType": kind,
        "RoleArn": ROLE,
        "LifecycleConfigName": {"Fn::GetAtt": ["Config", f"{CONFIG}Name"]},
        "VolumeSizeInGB": "6",
    }
    instance = {"Type": "AWS::SageMaker::NotebookInstance", "Properties": members}
    outputs = {"Arn": {"Value": {"Ref": "Instance"}}, "Name": {"Value": {"Fn::GetAtt": ["Instance", "NotebookInstanceName"]}}}
    return json.dumps({"Resources": {"Config": config, "Instance": instance}, "Outputs": outputs})


def stack_of(aws: LocalAws, name: str) -> dict[str, Any]:
    """Return a stack's description once it is on its way to nowhere else."""
    client = aws.client("cloudformation")
    until(lambda: not client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"].endswith("IN_PROGRESS"), BOOT_SECONDS)
    described: dict[str, Any] = client.describe_stacks(StackName=name)["Stacks"][0]
    return described


def test_a_stack_waits_for_its_instance_changes_it_stopped_and_stops_it_before_it_goes(aws: LocalAws, instance: str) -> None:
    cloudformation, sagemaker = aws.client("cloudformation"), aws.client("sagemaker")
    cloudformation.create_stack(StackName="bare", TemplateBody=template("#!/bin/bash\necho first\n", "ml.t3.medium"))
    made = stack_of(aws, "bare")
    assert made["StackStatus"] == "CREATE_COMPLETE"
    outputs = {output["OutputKey"]: output["OutputValue"] for output in made["Outputs"]}
    described = sagemaker.describe_notebook_instance(NotebookInstanceName=outputs["Name"])
    assert (described["NotebookInstanceStatus"], described["VolumeSizeInGB"]) == ("InService", 6)
    assert outputs["Arn"] == f"arn:aws:sagemaker:us-east-1:000000000000:notebook-instance/{outputs['Name'].lower()}"
    Jupyter(aws, outputs["Name"]).write("mine.txt", "kept")

    cloudformation.update_stack(StackName="bare", TemplateBody=template("#!/bin/bash\necho second\n", "ml.t3.large"))
    assert stack_of(aws, "bare")["StackStatus"] == "UPDATE_COMPLETE"
    described = sagemaker.describe_notebook_instance(NotebookInstanceName=outputs["Name"])
    assert (described["NotebookInstanceStatus"], described["InstanceType"]) == ("InService", "ml.t3.large")
    assert Jupyter(aws, outputs["Name"]).read("mine.txt") == "kept"
    assert log(aws, outputs["Name"]) == ["first", "second"]

    cloudformation.delete_stack(StackName="bare")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="bare", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    assert sagemaker.list_notebook_instances(NameContains=outputs["Name"])["NotebookInstances"] == []


def test_a_stack_whose_script_fails_says_so_and_leaves_nothing(aws: LocalAws, instance: str) -> None:
    cloudformation, sagemaker = aws.client("cloudformation"), aws.client("sagemaker")
    before = len(sagemaker.list_notebook_instances()["NotebookInstances"])
    configs = sagemaker.list_notebook_instance_lifecycle_configs()[f"{CONFIG}s"]
    cloudformation.create_stack(StackName="broken", TemplateBody=template("#!/bin/bash\nexit 1\n", "ml.t3.medium"))
    assert stack_of(aws, "broken")["StackStatus"] == "ROLLBACK_COMPLETE"
    events = cloudformation.describe_stack_events(StackName="broken")["StackEvents"]
    (reason,) = [event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == "CREATE_FAILED"]
    assert "took longer than 5 minutes. Please check your CloudWatch logs" in reason
    assert len(sagemaker.list_notebook_instances()["NotebookInstances"]) == before
    cloudformation.delete_stack(StackName="broken")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="broken", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    assert sagemaker.list_notebook_instance_lifecycle_configs()[f"{CONFIG}s"] == configs
