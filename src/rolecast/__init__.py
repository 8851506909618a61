"""SageMaker personas and ML activities in, a least-privilege IAM role out.

```python
rolefile = rolecast.load("roles.yaml")
roles = rolecast.compose(rolefile)
print(rolecast.render(roles, "terraform"))
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolecast.access.inquiry import Response
    from rolecast.account.errors import AccountError
    from rolecast.audits.results import Audit
    from rolecast.checks.findings import Finding, Severity, Suppression
    from rolecast.deployment.plan import Plan
    from rolecast.iam.comparison.compare import Verdict
    from rolecast.iam.decision import Answer
    from rolecast.iam.documents import Document
    from rolecast.reading.faults import Fault, InputError, Place, RolecastError
    from rolecast.rendering.formats import Format
    from rolecast.role import Environment, Notice, Policy, Role, UnresolvedError
    from rolecast.rolefile.load import RoleFile
    from rolecast.sources.contents import SourceKind
    from rolecast.workflows.asking import can, test
    from rolecast.workflows.auditing import audit
    from rolecast.workflows.building import compose, load, render
    from rolecast.workflows.checking import check
    from rolecast.workflows.comparing import ComparedSources, compare, granted
    from rolecast.workflows.denying import Diagnosis, denied
    from rolecast.workflows.deploying import plan
    from rolecast.workflows.expectations import Outcome
    from rolecast.workflows.explaining import Explained, explain
    from rolecast.workflows.searching import SearchResult, who

__version__ = "0.1.0"

__all__ = [
    "AccountError",
    "Answer",
    "Audit",
    "ComparedSources",
    "Diagnosis",
    "Document",
    "Environment",
    "Explained",
    "Fault",
    "Finding",
    "Format",
    "InputError",
    "Notice",
    "Outcome",
    "Place",
    "Plan",
    "Policy",
    "Response",
    "Role",
    "RoleFile",
    "RolecastError",
    "SearchResult",
    "Severity",
    "SourceKind",
    "Suppression",
    "UnresolvedError",
    "Verdict",
    "__version__",
    "audit",
    "can",
    "check",
    "compare",
    "compose",
    "denied",
    "explain",
    "granted",
    "load",
    "plan",
    "render",
    "test",
    "who",
]

_MODULES = {
    "AccountError": "rolecast.account.errors",
    "Answer": "rolecast.iam.decision",
    "Audit": "rolecast.audits.results",
    "ComparedSources": "rolecast.workflows.comparing",
    "Diagnosis": "rolecast.workflows.denying",
    "Document": "rolecast.iam.documents",
    "Environment": "rolecast.role",
    "Explained": "rolecast.workflows.explaining",
    "Fault": "rolecast.reading.faults",
    "Finding": "rolecast.checks.findings",
    "Format": "rolecast.rendering.formats",
    "InputError": "rolecast.reading.faults",
    "SourceKind": "rolecast.sources.contents",
    "Notice": "rolecast.role",
    "Outcome": "rolecast.workflows.expectations",
    "Place": "rolecast.reading.faults",
    "Plan": "rolecast.deployment.plan",
    "Policy": "rolecast.role",
    "Response": "rolecast.access.inquiry",
    "Role": "rolecast.role",
    "RoleFile": "rolecast.rolefile.load",
    "RolecastError": "rolecast.reading.faults",
    "SearchResult": "rolecast.workflows.searching",
    "Severity": "rolecast.checks.findings",
    "Suppression": "rolecast.checks.findings",
    "UnresolvedError": "rolecast.role",
    "Verdict": "rolecast.iam.comparison.compare",
    "audit": "rolecast.workflows.auditing",
    "can": "rolecast.workflows.asking",
    "check": "rolecast.workflows.checking",
    "compare": "rolecast.workflows.comparing",
    "compose": "rolecast.workflows.building",
    "denied": "rolecast.workflows.denying",
    "explain": "rolecast.workflows.explaining",
    "granted": "rolecast.workflows.comparing",
    "load": "rolecast.workflows.building",
    "plan": "rolecast.workflows.deploying",
    "render": "rolecast.workflows.building",
    "test": "rolecast.workflows.asking",
    "who": "rolecast.workflows.searching",
}


def __getattr__(name: str) -> Any:
    # Each name is imported when it is first used: a command must not pay for another one's imports.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'rolecast' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
