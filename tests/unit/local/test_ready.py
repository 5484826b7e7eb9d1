import pytest

from local.commands import ready


def test_a_shell_is_led_to_the_port_and_to_the_region_of_the_local_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    command = (
        "export AWS_ENDPOINT_URL=http://127.0.0.1:4600 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test"
        " AWS_DEFAULT_REGION=eu-west-1 AWS_REGION=eu-west-1"
    )
    git = (
        "export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=credential.http://127.0.0.1:4600.helper"
        " GIT_CONFIG_VALUE_0='!f() { echo username=test; echo password=test; }; f'"
        " GIT_CONFIG_KEY_1=url.http://127.0.0.1:4600/.insteadOf GIT_CONFIG_VALUE_1=https://git-codecommit.eu-west-1.amazonaws.com/"
    )
    assert ready(4600).splitlines()[:3] == ["# The local AWS is ready. In another shell:", command, git]
