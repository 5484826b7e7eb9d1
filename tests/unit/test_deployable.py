import pytest

from tools import deployable
from tools.deployable import mistakes

KNOWN = ["BranchBuildTrigger", "BucketTriggerBuild", "SubnetIds"]


def test_what_can_be_deployed_is_deployed() -> None:
    assert mistakes("churn", ["BranchBuildTrigger=main", "SubnetIds=subnet-1,subnet-2"], KNOWN) == []
    assert deployable.main("churn", "NotificationEmail=me@example.com", 'Parameters={"Tags": {"a": "b=c"}}') == 0


@pytest.mark.parametrize(
    ("stack", "given", "sentence"),
    [
        (
            "Churn",
            [],
            "The stack cannot be called Churn: expected at most 40 lower case letters, digits and single hyphens,"
            " a letter first and no hyphen last. Choose another name",
        ),
        ("churn", ["BranchBuildTriger=main"], "PARAMETERS: the stack has no parameter BranchBuildTriger; did you mean BranchBuildTrigger?"),
        ("churn", ["Colour=blue"], "PARAMETERS: the stack has no parameter Colour; docs/README.md leads to them"),
        ("churn", ["SubnetIds"], "PARAMETERS: SubnetIds has no value; expected SubnetIds=…"),
    ],
)
def test_a_mistake_is_said_before_anything_is_built(stack: str, given: list[str], sentence: str) -> None:
    assert mistakes(stack, given, KNOWN) == [sentence]


def test_make_deploy_ends_with_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert deployable.main("churn", "BucketTriggerBuilds=True") == 1
    assert capsys.readouterr().err == "PARAMETERS: the stack has no parameter BucketTriggerBuilds; did you mean BucketTriggerBuild?\n"
