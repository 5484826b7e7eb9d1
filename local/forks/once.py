"""Lets botocore make once what it would make anew for every client of a service: its model, its methods, the rules of its endpoints.

It takes effect where it is imported or run, before the first client is made. Nothing of it depends on whose client it is.
"""

import functools
from typing import Any

import botocore.client
import botocore.endpoint_provider
import botocore.hooks
import botocore.regions
import botocore.session
import botocore.useragent

creator: Any = botocore.client.ClientCreator
make_model, make_methods = creator._load_service_model, creator._create_methods
providers: dict[int, Any] = {}


@functools.cache
def model(loader: Any, service: str, version: str | None) -> Any:
    """Return the model of a service: operations and shapes are looked up once, too."""
    return make_model(creator(loader, *[None] * 5), service, version)


@functools.cache
def methods(service_model: Any) -> dict[str, Any]:
    """Return the methods of a service's clients."""
    made: dict[str, Any] = make_methods(creator(None, *[None] * 5), service_model)
    return made


def provider(ruleset_data: Any, partition_data: Any, excluded_params: Any = None) -> Any:
    """Return the rules of a service's endpoints; their description is the same object each time, for the loader keeps it."""
    if id(ruleset_data) not in providers:
        providers[id(ruleset_data)] = botocore.endpoint_provider.EndpointProvider(ruleset_data, partition_data, excluded_params)
    return providers[id(ruleset_data)]


botocore.session.create_loader = functools.cache(botocore.session.create_loader)
creator._load_service_model = lambda self, service_name, api_version=None: model(self._loader, service_name, api_version)
creator._create_methods = lambda self, service_model: {**methods(service_model)}
botocore.regions.EndpointProvider = provider
botocore.useragent.sanitize_user_agent_string_component = functools.cache(botocore.useragent.sanitize_user_agent_string_component)
# No emitter has aliases of its own, but each would look every name up in all of them.
botocore.hooks.EventAliaser._alias_event_name = staticmethod(botocore.hooks.EventAliaser(None)._alias_event_name)
