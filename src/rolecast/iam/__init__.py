"""The IAM policy language: documents, names, quotas and decisions. Has no knowledge of SageMaker.

```python
engine = rolecast.iam.compile(Policies(identity=(NamedPolicy("own", Document(value)),)))
engine.decide(Request("s3:GetObject", "arn:aws:s3:::bucket/key")).answer
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolecast.iam.decision import Answer, Decision, Engine, compile  # noqa: A004  # as in `re.compile`
    from rolecast.iam.documents import Document
    from rolecast.iam.policies import Layer, NamedPolicy, Policies
    from rolecast.iam.requests import Request
    from rolecast.iam.traces import trace

__all__ = [
    "Answer",
    "Decision",
    "Document",
    "Engine",
    "Layer",
    "NamedPolicy",
    "Policies",
    "Request",
    "compile",
    "trace",
]

_MODULES = {
    "Answer": "decision",
    "Decision": "decision",
    "Document": "documents",
    "Engine": "decision",
    "Layer": "policies",
    "Policies": "policies",
    "NamedPolicy": "policies",
    "Request": "requests",
    "compile": "decision",
    "trace": "traces",
}


def __getattr__(name: str) -> Any:
    # As in `rolecast` itself: importing a quota must not load the engine.
    if name in _MODULES:
        return getattr(import_module(f"rolecast.iam.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'rolecast.iam' has no attribute '{name}'")
