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
    from rolecast.checks.check import check
    from rolecast.composition.compose import compose
    from rolecast.reading.faults import Fault, InputError, Place, RolecastError
    from rolecast.rendering.formats import Format, render
    from rolecast.role import Environment, Notice, Policy, Role, UnresolvedError
    from rolecast.rolefile.load import RoleFile, load

__version__ = "0.1.0"

__all__ = [
    "Environment",
    "Fault",
    "Format",
    "InputError",
    "Notice",
    "Place",
    "Policy",
    "Role",
    "RoleFile",
    "RolecastError",
    "UnresolvedError",
    "__version__",
    "check",
    "compose",
    "load",
    "render",
]

_MODULES = {
    "Environment": "rolecast.role",
    "Fault": "rolecast.reading.faults",
    "Format": "rolecast.rendering.formats",
    "InputError": "rolecast.reading.faults",
    "Notice": "rolecast.role",
    "Place": "rolecast.reading.faults",
    "Policy": "rolecast.role",
    "Role": "rolecast.role",
    "RoleFile": "rolecast.rolefile.load",
    "RolecastError": "rolecast.reading.faults",
    "UnresolvedError": "rolecast.role",
    "check": "rolecast.checks.check",
    "compose": "rolecast.composition.compose",
    "load": "rolecast.rolefile.load",
    "render": "rolecast.rendering.formats",
}


def __getattr__(name: str) -> Any:
    # Each name is imported when it is first used: a command must not pay for another one's imports.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'rolecast' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
