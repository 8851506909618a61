"""The IAM decision once more, naive and slow, to be read against AWS's pages and compared with the engine.

It shares no code with the engine. Policies and requests are the JSON of a case; the documents are
well-formed and the texts short. Where AWS states no rule, the choice is marked with (?).

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

import base64
import datetime
import ipaddress
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Json = Any
"""A value as JSON has it."""
Case = Mapping[str, Json]
"""Policies or a request of a case, or a part of them."""
Statement = tuple[str, str, int]
"""A statement by its layer, the name of its document and its number there."""
Decision = tuple[str, set[str], set[Statement], set[str]]
Matching = dict[tuple[str, int, str], list[tuple[str, Statement]]]
Symbols = Sequence[object]
"""Characters, and the wildcards ANY and ONE."""

ANY, ONE = object(), object()
EVERYTHING = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}

# Calls of which AWS says that they need no permission, and that a Deny does not stop; the second, for users alone.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
# https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
FREE = {"sts:getcalleridentity", "cognito-identity:getid", "cognito-idp:initiateauth"}
FREE_FOR_USERS = {"sts:getsessiontoken"}

# What AWS alone changes: where an ARN has this, the actions that nobody else can do.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
# https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
ROLE_CHANGES = (
    "iam:attachrolepolicy iam:detachrolepolicy iam:putrolepolicy iam:deleterolepolicy iam:putrolepermissionsboundary "
    "iam:deleterolepermissionsboundary iam:updateassumerolepolicy iam:deleterole"
)
OWNED = {
    ":iam::aws:policy/": (
        "iam:createpolicy iam:createpolicyversion iam:deletepolicy iam:deletepolicyversion "
        "iam:setdefaultpolicyversion iam:tagpolicy iam:untagpolicy"
    ),
    ":role/aws-service-role/": ROLE_CHANGES,
    ":role/aws-reserved/": f"{ROLE_CHANGES} iam:updaterole iam:updateroledescription iam:tagrole iam:untagrole",
    ":alias/aws/": "kms:createalias kms:updatealias kms:deletealias",
}

ORDERED: dict[str, Callable[[float, float], bool]] = {
    "Equals": lambda a, b: a == b,
    "LessThan": lambda a, b: a < b,
    "LessThanEquals": lambda a, b: a <= b,
    "GreaterThan": lambda a, b: a > b,
    "GreaterThanEquals": lambda a, b: a >= b,
}


def decide(policies: Case, request: Case) -> Decision:
    """The answer, the layers that blocked, the statements that decided, the keys asked for and absent.

    A policy that is not available could allow everything or deny it: the answer is only known where
    something else denies.
    """
    asking = request.get("principal")
    unavailable = {layer for layer, _, _, document in documents(policies, asking) if isinstance(document, str)}
    # A trust policy or a key policy is always there, and at best leaves it to the account (?).
    lacks_policy = is_guarded(request) and "resource" not in policies
    if lacks_policy:
        unavailable.add("resource")
    answer, blocked_by, statements, missing = settle(policies, request, lacks_policy)
    if answer == "allow" and unavailable and not is_free(request):
        return "unknown", unavailable, set(), missing
    return answer, blocked_by, statements, missing


def settle(policies: Case, request: Case, lacks_policy: bool) -> Decision:
    asking, context = request.get("principal"), Context(request.get("context", {}))
    if is_free(request):  # 0. Policies have no say in some calls.
        return "allow", set(), set(), set()
    matching = matching_statements(policies, request, context)
    if lacks_policy:
        matching["resource", 0, "Allow"] = [("account", ("resource", "resource", 0))]

    # 1. Any Deny denies.
    denies = [each for (_, _, effect), found in matching.items() if effect == "Deny" for _, each in found]
    if denies:
        return "explicit-deny", {layer for layer, _, _ in denies}, set(denies), context.missing

    def allows(layer: str) -> bool:
        """Whether every level of the layer has an Allow that matches. There is none where nothing applies."""
        return all((layer, level, "Allow") in matching for level in levels(policies, layer, asking))

    given = {key for key, found in policies.items() if found}
    allowing = {
        # Nobody limits an account's root user but the organization.
        "identity": is_root(asking) or ("identity" in given and allows("identity")),
        "boundary": allows("boundary"),
        # A federated user has no permissions but those of its session policy.
        "session": allows("session") and not ("session" not in given and ":federated-user/" in (asking or "")),
        "scp": allows("scp"),
        "rcp": allows("rcp"),
        "resource": ("resource", 0, "Allow") in matching and not refuses(request),
        "endpoint": allows("endpoint"),
    }
    reaches = {reach for reach, _ in matching.get(("resource", 0, "Allow"), [])}
    if asking and is_stranger(asking):
        # 2. A service or an anonymous caller is nobody's principal: the resource's side decides.
        needed = {"rcp", "resource", "endpoint"}
    elif is_cross_account(request):
        # 3. Across accounts both sides must allow.
        needed = set(allowing)
    else:
        # 4. In one account the organization must allow, and one of: the resource policy for the very one who
        # asks; for its role, within boundary and session policy; or the identity policies within both.
        needed = {"scp", "rcp", "endpoint"} | ({"resource"} if is_guarded(request) or refuses(request) else set())
        if "direct" not in reaches:
            needed |= {"boundary", "session"}
            if "role" not in reaches:
                needed.add("identity")
    blocked_by = {layer for layer in needed if not allowing[layer]}
    if blocked_by:
        return "implicit-deny", blocked_by, set(), context.missing
    return "allow", set(), {each for found in matching.values() for _, each in found}, context.missing


def matching_statements(policies: Case, request: Case, context: Context) -> Matching:
    """The statements that match by layer, level and effect, each with how far it reaches for who asks.

    A document that is not available is taken to allow everything.
    """
    matching: Matching = {}
    is_bounded = bool(policies.get("boundary"))
    for layer, level, name, document in documents(policies, request.get("principal")):
        text = EVERYTHING if isinstance(document, str) else document
        place = layer, text.get("Version") == "2012-10-17"
        for number, statement in enumerate(as_list(text["Statement"])):
            reach = match(place, statement, request, context, is_bounded)
            if reach:
                matching.setdefault((layer, level, statement["Effect"]), []).append((reach, (layer, name, number)))
    return matching


def documents(policies: Case, asking: str | None) -> Iterator[tuple[str, int, str, Json]]:
    """The documents that bind who asks, each with its layer, level and name."""
    for layer, key in (("identity", "identity"), ("boundary", "boundary"), ("session", "session")):
        if binds(layer, asking):
            for number, document in enumerate(policies.get(key, [])):
                yield layer, 0, f"{key}[{number}]", document
    for layer, key in (("scp", "scps"), ("rcp", "rcps")):
        if binds(layer, asking):
            for level, group in enumerate(policies.get(key, [])):
                for number, document in enumerate(group):
                    yield layer, level, f"{key}[{level}][{number}]", document
    for key in ("resource", "endpoint"):
        if key in policies:
            yield key, 0, key, policies[key]


def levels(policies: Case, layer: str, asking: str | None) -> list[int]:
    """The levels of a layer: of SCPs and RCPs one for the root, for each unit and for the account."""
    if not binds(layer, asking):
        return []
    if layer in {"scp", "rcp"}:
        return list(range(len(policies.get(f"{layer}s", []))))
    return [0] if policies.get(layer) else []


def binds(layer: str, asking: str | None) -> bool:
    if asking and is_stranger(asking):
        return layer in {"rcp", "resource", "endpoint"}
    return not (layer in {"scp", "rcp"} and is_service_linked(asking or ""))


def match(place: tuple[str, bool], statement: Case, request: Case, context: Context, is_bounded: bool) -> str | None:
    """How far the statement reaches for who asks, direct, role or account; None where it does not match."""
    layer, variables = place
    name = request["action"].lower()
    for element in ("Action", "NotAction"):
        if element in statement:
            found = [glob(symbols(text.lower()), name) for text in as_list(statement[element])]
            if any(found) != (element == "Action"):
                return None
    for element in ("Resource", "NotResource"):
        if element in statement:
            completes = layer not in {"resource", "rcp", "endpoint"}
            found = [
                covers(completed(text) if completes else text, variables, request, context)
                for text in as_list(statement[element])
            ]
            if any(found) != (element == "Resource"):
                return None
    reach = reach_in(layer, statement, request, is_bounded)
    if reach is None:
        return None
    holding = [
        holds(operator, key, as_list(values), variables, context)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    ]
    return reach if all(holding) else None


def reach_in(layer: str, statement: Case, request: Case, is_bounded: bool) -> str | None:
    """How far the statement reaches by its principals, None where it is not about who asks."""
    asking = request.get("principal")
    if "Principal" in statement:
        reach = reach_of(statement["Principal"], asking)
        # In the policy of a gateway endpoint, which S3 and DynamoDB have, an account is its root user (?).
        is_gateway = layer == "endpoint" and request["action"].lower().split(":")[0] in {"s3", "s3express", "dynamodb"}
        if is_gateway and reach == "account" and statement["Effect"] == "Allow" and not is_root(asking):
            return None
        return reach
    if "NotPrincipal" in statement:
        # It always denies users and roles that have a boundary: root users and strangers have none.
        if is_bounded and asking and not is_stranger(asking) and not is_root(asking):
            return "direct"
        return None if is_spared(statement["NotPrincipal"], asking) else "direct"
    return "direct"


def completed(text: str) -> str:
    """An ARN of an identity policy that lacks parts has `*` for them."""
    plain = text
    while "${" in plain and "}" in plain[plain.index("${") :]:  # colons in variables do not part an ARN
        start = plain.index("${")
        plain = plain[:start] + plain[plain.index("}", start) + 1 :]
    return text if text == "*" else text + ":*" * max(0, 5 - plain.count(":"))


def covers(text: str, variables: bool, request: Case, context: Context) -> bool:
    """One glob over the whole ARN (?). Variables stand after the fifth colon alone."""
    resource = request["resource"]
    colons = [index for index, character in enumerate(text) if character == ":"]
    start = colons[4] + 1 if len(colons) > 4 else len(text)
    tail = expand(text[start:], variables, context)
    if tail is None:
        return False
    pattern = [*symbols(text[:start]), *tail]
    if resource != "*":
        return glob(pattern, resource)
    # What an action without resource types asks for is covered by everything, or by everything of its service (?).
    return all(each is ANY for each in pattern) or is_whole_service(text, request)


def is_whole_service(text: str, request: Case) -> bool:
    """Whether nothing but `*` follows the service of an ARN; region and account may also be left empty."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or set("".join(parts[3:])) != {"*"} or not parts[5]:
        return False
    asking = request.get("principal") or ""
    partition = asking.split(":")[1] if asking.startswith("arn:") and not is_stranger(asking) else None
    return parts[2] == request["action"].lower().split(":")[0] and (
        partition is None or glob(symbols(parts[1]), partition)
    )


class Context:
    """The values that a request has for a key, whose case does not matter; and the keys that it lacked."""

    def __init__(self, given: Case) -> None:
        self._values = {key.lower(): [as_text(each) for each in as_list(value)] for key, value in given.items()}
        self._absent = {key.lower() for key, value in given.items() if value is None}
        self.missing: set[str] = set()

    def get(self, key: str) -> list[str] | None:
        """The values, None where the key is absent; one that is given as absent is not missing."""
        if key.lower() in self._absent:
            return None
        if key.lower() not in self._values:
            self.missing.add(key.lower())
        return self._values.get(key.lower())


def reach_of(principal: Json, asking: str | None) -> str | None:
    """Whom a Principal names: everyone, the very one who asks, the role they act in, or their account."""
    found = set()
    for kind, texts in ({"AWS": "*"} if principal == "*" else principal).items():
        for text in as_list(texts):
            if text == "*":
                found.add("direct")
            elif kind == "AWS" and asking and not is_stranger(asking):
                if text in (account_of(asking), f"arn:aws:iam::{account_of(asking)}:root"):
                    found.add("account")
                elif ":role/" in text and (text == asking or text == role_of(asking, text)):
                    found.add("role")
                elif text == asking:
                    found.add("direct")
            elif kind in ("Service", "Federated") and asking and is_stranger(asking) and text == asking != "anonymous":
                found.add("direct")
    return next((each for each in ("direct", "role", "account") if each in found), None)


def is_spared(principal: Json, asking: str | None) -> bool:
    """NotPrincipal spares whom it names together with their account and, of a session, its role (?)."""
    entries = {"AWS": "*"} if principal == "*" else principal
    if any("*" in as_list(texts) for texts in entries.values()):
        return True
    kinds = ("Service", "Federated") if asking and is_stranger(asking) else ("AWS",)
    named = {text for kind in kinds for text in as_list(entries.get(kind, []))}
    if asking is None or is_stranger(asking):
        return asking in named and asking != "anonymous"  # nobody can name who is not known
    account = account_of(asking)
    if account not in named and f"arn:aws:iam::{account}:root" not in named:
        return False
    if ":assumed-role/" not in asking:
        return asking.endswith(":root") or asking in named
    sessions = {text for text in named if text.startswith(asking.rpartition("/")[0] + "/")}
    return any(role_of(asking, text) == text for text in named) and (not sessions or asking in sessions)


def holds(operator: str, key: str, values: list[Json], variables: bool, context: Context) -> bool:
    """Whether one key of one operator holds."""
    quantifier, _, name = operator.rpartition(":")
    if_exists, name = name.endswith("IfExists"), name.removesuffix("IfExists")
    given = context.get(key)
    is_empty = not any(given or [])  # an empty text is an empty set
    if name == "Null":
        if quantifier:
            return quantifier == "ForAllValues"
        return ("true" if is_empty else "false") in [as_text(value).lower() for value in values]
    negated = "Not" in name
    wanted = [expanded_value(name, as_text(value), variables, context) for value in values]

    def outcome(each: str) -> bool:
        return any(compare(name, each, value) for value in wanted if value is not None) != negated

    if not given:
        return if_exists or (quantifier == "ForAllValues" if quantifier else negated)
    if quantifier == "ForAllValues":
        return is_empty or all(map(outcome, given))
    if quantifier == "ForAnyValue":
        return not is_empty and any(map(outcome, given))
    return len(given) == 1 and outcome(given[0])  # several values need a set operator (?)


def expanded_value(name: str, value: str, variables: bool, context: Context) -> Symbols | None:
    """The symbols of a String or Arn operator's value, None where a variable has none; else the text."""
    if not name.startswith(("String", "Arn")):
        return value
    return expand(value, variables, context, wildcards="Like" in name or "Arn" in name)


def compare(name: str, given: str, wanted: Symbols) -> bool:
    """Whether a value of the request matches one of the policy; negation is seen to elsewhere."""
    if name.startswith("String"):
        if "Like" in name:
            return glob(wanted, given)
        plain = "".join(map(str, wanted))
        return given.lower() == plain.lower() if "IgnoreCase" in name else given == plain
    if name.startswith("Arn"):
        return same_arn(wanted, given)
    value = "".join(map(str, wanted))
    if name.startswith(("Numeric", "Date")):
        read, relation = (as_number, name[7:]) if name.startswith("Numeric") else (as_moment, name[4:])
        left, right = read(given), read(value)
        return left is not None and right is not None and ORDERED[relation.removeprefix("Not")](left, right)
    if name == "Bool":
        return given.lower() == value.lower() and value.lower() in ("true", "false")
    if name == "BinaryEquals":
        return as_bytes(given) is not None and as_bytes(given) == as_bytes(value)
    try:
        return ipaddress.ip_address(given) in ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False


def same_arn(pattern: Symbols, text: str) -> bool:
    """Six parts, each by itself; the last keeps its colons. With fewer, it is one glob over the ARN (?)."""
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return False
    wanted: list[list[object]] = [[]]
    for symbol in pattern:
        if symbol == ":" and len(wanted) < 6:
            wanted.append([])
        else:
            wanted[-1].append(symbol)
    return all(map(glob, wanted, parts)) if len(wanted) == 6 else glob(pattern, text)


def glob(pattern: Symbols, text: str) -> bool:
    if not pattern:
        return text == ""
    if pattern[0] is ANY:
        return glob(pattern[1:], text) or (text != "" and glob(pattern, text[1:]))
    return text != "" and (pattern[0] is ONE or pattern[0] == text[0]) and glob(pattern[1:], text[1:])


def symbols(text: str) -> Symbols:
    """A pattern's characters, with the wildcards told apart."""
    return [ANY if character == "*" else ONE if character == "?" else character for character in text]


def expand(text: str, variables: bool, context: Context, wildcards: bool = True) -> Symbols | None:
    """The symbols of a text with its variables replaced; None where one has no value and no default.

    What a variable stands for is literal. An empty value is none (?), as are several.
    """
    plain: Callable[[str], Symbols] = symbols if wildcards else list
    start = text.find("${")
    end = text.find("}", start)
    if not variables or start < 0 or end < 0:
        return plain(text)
    inside = text[start + 2 : end]
    if inside in ("*", "?", "$"):
        value = inside
    else:
        key, _, default = inside.partition(",")
        values = context.get(key) or []
        value = (values[0] if len(values) == 1 else "") or default.strip()[1:-1]
    rest = expand(text[end + 1 :], variables, context, wildcards)
    if rest is None or value == "":
        return None
    return [*plain(text[:start]), *value, *rest]


def is_stranger(principal: str) -> bool:
    """Whether it is a service, an identity provider or anonymous, whom no account's policies bind."""
    return not principal.startswith("arn:") or ":saml-provider/" in principal or ":oidc-provider/" in principal


def is_free(request: Case) -> bool:
    action, asking = request["action"].lower(), request.get("principal")
    is_user = asking is not None and (":user/" in asking or is_root(asking))
    return action in FREE or (action in FREE_FOR_USERS and is_user)


def refuses(request: Case) -> bool:
    """Whether the resource's side refuses: what is AWS's own, to all but AWS; keys and roles, to the unsigned (?)."""
    asking = request.get("principal") or ""
    if asking == "anonymous" and is_guarded(request):
        return True
    is_aws = asking != "anonymous" and ((asking and is_stranger(asking)) or is_service_linked(asking))
    barred = {name for part, names in OWNED.items() if part in request["resource"] for name in names.split()}
    return not is_aws and request["action"].lower() in barred


def is_root(asking: str | None) -> bool:
    return asking is not None and asking.endswith(":root")


def is_service_linked(asking: str) -> bool:
    return ":role/aws-service-role/" in asking or ":assumed-role/AWSServiceRoleFor" in asking


def is_cross_account(request: Case) -> bool:
    if "principal" not in request or is_stranger(request["principal"]):
        return False
    parts = request["resource"].split(":")
    account = request.get("resource_account") or (parts[4] if len(parts) > 5 and len(parts[4]) == 12 else None)
    return account is not None and account != account_of(request["principal"])


def is_guarded(request: Case) -> bool:
    action, resource = request["action"].lower(), request["resource"]
    is_key = action.startswith("kms:") and ":kms:" in resource and ":key/" in resource
    is_trust = action.startswith(("sts:assumerole", "sts:tagsession", "sts:setsourceidentity"))
    return is_key or (is_trust and ":iam::" in resource and ":role/" in resource)


def account_of(arn: str) -> str:
    return arn.split(":")[4]


def role_of(session: str, role: str) -> str | None:
    """The ARN of the session's role with the path that `role` has, which a session's ARN does not tell."""
    if ":assumed-role/" not in session:
        return None
    name = session.split("/")[1]
    path = role.rsplit(":role/", maxsplit=1)[-1].rpartition("/")[0]
    return f"arn:aws:iam::{account_of(session)}:role/{path}{'/' if path else ''}{name}"


def as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def as_text(value: Json) -> str:
    return value if isinstance(value, str) else str(value).lower()


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def as_moment(text: str) -> float | None:
    if text.isdigit() and len(text) != 4:
        return float(text)
    try:
        moment = datetime.datetime.fromisoformat(text + "-01-01" if len(text) == 4 else text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()


def as_bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
