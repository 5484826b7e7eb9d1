"""What is remembered from one call of moto to the next is what moto works out."""

from typing import ClassVar

import pytest
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.core.utils import get_service_model

from tests.unit import remembered


@pytest.mark.parametrize("service", ["dynamodb", "ecr", "sagemaker", "sns", "sqs", "ssm"])
def test_the_names_under_which_moto_looks_for_a_member_are_those_that_it_works_out(service: str) -> None:
    model, picker, compared = get_service_model(service), XFormedAttributePicker(), 0
    for shape in (model.shape_for(name) for name in model.shape_names):
        for key, member in getattr(shape, "members", {}).items():
            member.parent = shape
            context = AttributePickerContext(obj={"any": "answer"}, key=key, shape=member)
            expected = list(remembered.worked_out(picker, context))
            assert [list(picker.get_possible_keys(context)) for _ in range(2)] == [expected, expected]
            compared += 1
    assert compared > 100


def test_an_object_that_is_no_plain_dict_is_asked_for_its_own_names() -> None:
    class Table:
        class Meta:
            serialization_aliases: ClassVar = {"TableName": "label"}

    model = get_service_model("dynamodb")
    shape = model.shape_for("TableDescription")
    name = shape.members["TableName"]
    name.parent = shape
    picker = XFormedAttributePicker()
    assert picker(AttributePickerContext(obj={"TableName": "a"}, key="TableName", shape=name)) == "a"
    assert picker(AttributePickerContext(obj=Table(), key="TableName", shape=name)) is None
    Table.label = "b"
    assert picker(AttributePickerContext(obj=Table(), key="TableName", shape=name)) == "b"
