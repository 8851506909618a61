"""The connection to AWS. The only module that imports boto3, and only to connect."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from rolecast.account.errors import AccountError, explain, one_line
from rolecast.account.responses import AwsResponse, MalformedError
from rolecast.iam.names import arn_account, arn_partition
from rolecast.iam.partitions import partition_of
from rolecast.reading import installation

ATTEMPTS = 5
"""The number of attempts per call, unless the user sets AWS_MAX_ATTEMPTS."""
TIMEOUT_SECONDS = 30
_CALLER = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:\S+")


class ServiceClient:
    """A client for one AWS service in one region. `calls` counts its calls."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls = 0

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Makes a call; `operation` is its name in the API, such as GetRole.

        Raises RefusedError if AWS returns an error, MalformedError if the response cannot be parsed, and AccountError
        if there is none.
        """
        self.calls += 1
        return _ask(self._client, operation, parameters)


class Connection(ServiceClient):
    """IAM of one account, with the credentials of `caller`, an ARN.

    `region` is the one in the user's settings, if any. `client` creates clients for services.
    """

    def __init__(self, client: Callable[[str, str], Any], caller: str, region: str | None, usual_region: str) -> None:
        super().__init__(client("iam", usual_region))
        self.caller = caller
        self.region = region
        self._make = client
        self._services: dict[tuple[str, str], ServiceClient] = {}

    @property
    def account(self) -> str:
        return arn_account(self.caller)

    @property
    def partition(self) -> str:
        return arn_partition(self.caller)

    def service(self, name: str, region: str) -> ServiceClient:
        """Another service, such as `s3`, with the same credentials."""
        key = name, region
        if key not in self._services:
            self._services[key] = ServiceClient(self._make(name, region))
        return self._services[key]

    def ask(self, operation: str, **parameters: Any) -> AwsResponse:
        """The response to a call, to be validated. Raises like `call`."""
        return AwsResponse(self.call(operation, **parameters), operation)

    def pages(self, operation: str, **parameters: Any) -> Iterator[AwsResponse]:
        """All pages of a listing. Raises like `call`, and MalformedError."""
        answer = self.ask(operation, **parameters)
        yield answer
        while answer.flag("IsTruncated"):
            answer = self.ask(operation, **parameters, Marker=answer.text("Marker"))
            yield answer


def connect(profile: str | None = None, region: str | None = None, usual_region: str | None = None) -> Connection:
    """Connects with the standard AWS configuration: profile, environment, files and AWS_ENDPOINT_URL.

    `usual_region` is used if neither `region` nor the user's settings name one. Raises AccountError if boto3 is not
    installed, there are no credentials or AWS does not accept them.
    """
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session
    except ImportError:
        raise AccountError(
            "boto3 is not installed", f"in a checkout of Rolecast, run `{installation.command('aws')}`"
        ) from None
    try:
        settings = Session(profile=profile)
        # boto3 reads only AWS_DEFAULT_REGION; all other AWS tools also read AWS_REGION.
        session = boto3.Session(botocore_session=settings, region_name=region or os.environ.get("AWS_REGION"))
        chosen = session.region_name or usual_region or "us-east-1"
        _check_partition(chosen, usual_region)
        own_attempts = settings.get_config_variable("max_attempts")
        retries = {} if own_attempts else {"retries": {"mode": "standard", "total_max_attempts": ATTEMPTS}}
        config = Config(connect_timeout=10, read_timeout=TIMEOUT_SECONDS, user_agent_extra="rolecast", **retries)

        def client(service: str, region: str) -> Any:
            return session.client(service, region, config=config)

        identity = AwsResponse(ServiceClient(client("sts", chosen)).call("GetCallerIdentity"), "GetCallerIdentity")
        return Connection(client, identity.text("Arn", _caller), session.region_name, chosen)
    except (BotoCoreError, ValueError) as error:
        raise explain(error, "connecting to AWS") from None


def _ask(client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).lower()
    try:
        answer: dict[str, Any] = getattr(client, method)(**parameters)
    except (BotoCoreError, ClientError) as error:
        raise explain(error, operation) from None
    # botocore's parsers raise the others for well-formed XML or JSON with an unexpected structure.
    except (ResponseParserError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise MalformedError(f"it cannot be read: {one_line(error)[:200]}", (), operation) from None
    return answer


def _caller(text: str) -> str | None:
    return None if _CALLER.fullmatch(text) else "is not the ARN of a caller"


def _check_partition(region: str, usual_region: str | None) -> None:
    here, there = partition_of(region), partition_of(usual_region or region)
    if here and there and here != there:
        raise AccountError(
            f"the role file's region {usual_region} is in the partition `{there.id}`, "
            f"but AWS is asked in {region}, which is in `{here.id}`",
            f"pass `--region {usual_region}`, and use credentials for that partition",
        )
