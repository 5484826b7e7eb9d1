"""Configure Endpoint: the whole CreateEndpointConfig request of a build."""

from configure_endpoint.app import handler
from tests.unit.planning import planned


def test_a_configuration_is_one_variant_on_one_instance_unless_the_document_says_otherwise() -> None:
    assert handler(planned({}), None) == {
        "EndpointConfigName": "churn-v1-0a1b2c3d",
        "ProductionVariants": [
            {"VariantName": "AllTraffic", "ModelName": "churn-v1-0a1b2c3d", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        ],
    }
