"""Pairs of policies that differ little, and requests near to both, made by a seeded random source.

All requests are well-formed: a resource is `*` or an ARN of six parts, a key has values of its type, and several
only if the service reference says so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

ACTIONS = (
    *("s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "s3:ListBucket", "s3:GetExample"),
    *("s3:Get*", "s3:*Object", "s3:*", "s3:?etObject", "S3:getobject*", "sqs:SendMessage", "sqs:*", "s3:*Acl"),
    *("iam:DeleteRole", "iam:*Role"),
)
RESOURCES = (
    *("*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:s3:::a*", "arn:aws:s3:::?/b", "arn:aws:s3:::a/b"),
    *("arn:aws:s3:::*/b", "arn:aws:s3:::ab*", "arn:aws:s3:::*a*b", "arn:aws:*:::a/b", "arn:aws:s3:::a/?*"),
    *(
        "arn:aws:sqs:*:111122223333:q*",
        "arn:aws:sqs:eu-west-1:*:q",
        "arn:aws:sqs:*:*:*",
        "arn:*:s3:::a/b*",
        "arn:aws:s3",
    ),
    *("arn:aws:s3:::*", "arn:*:sqs:*:*:*", "arn:aws:sqs", "arn:aws-cn:s3:::*"),
    *("arn:aws:iam::*:role/*", "arn:aws:iam::*:role/aws-service-role/*"),
    *("arn:aws:s3:::${aws:PrincipalTag/team}", "arn:aws:s3:::a/${aws:PrincipalTag/team}/*"),
    *("arn:aws:s3:::a/${aws:PrincipalTag/team}*", "arn:aws:s3:::${aws:RequestTag/team, 'a'}/b"),
    *("arn:aws:s3:::${aws:PrincipalTag/team}/${aws:RequestTag/team}", "arn:aws:s3:::a/${*}"),
)
TEXTS = (
    *("red", "RED", "r*", "*", "?ed", "r?d*", "blue", "b*", "*e*", "", "red/x"),
    *(
        "${aws:PrincipalTag/team}",
        "${aws:RequestTag/team}",
        "${aws:PrincipalTag/team}*",
        "${aws:RequestTag/team, 'red'}",
    ),
)
ARNS = (
    *("arn:aws:sns:eu-west-1:111122223333:t", "arn:aws:sns:*:111122223333:*", "arn:aws:sns:*:*:t", "*"),
    *(
        "arn:aws:s3:::b",
        "arn:aws:sns:eu-*:111122223333:t?",
        "arn:aws:s3:::${aws:PrincipalTag/team}",
        "arn:aws:sns",
        "*:t",
        "*eu*t?",
    ),
)
NUMBERS = ("10", "9", "10.5", "11", "-3", "x")
DATES = ("2026-01-02T03:04:05Z", "2026-01-02", "2027-01-01", "1767323045", "soon")
ADDRESSES = ("10.0.0.0/8", "10.0.0.1", "10.0.0.0/31", "192.168.0.0/16", "2001:db8::/32", "0.0.0.0/0")
FLAGS = ("true", "false", "True")
BINARIES = ("QmluYXJ5", "AA==")

STRINGS = ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike")
ORDERED = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")

PRINCIPALS = (
    *("*", {"AWS": "*"}, {"AWS": "111122223333"}, {"AWS": "arn:aws:iam::444455556666:root"}),
    *({"AWS": "arn:aws:iam::111122223333:role/red"}, {"AWS": "arn:aws:iam::111122223333:role/team/red"}),
    *({"AWS": "arn:aws:sts::111122223333:assumed-role/red/me"}, {"AWS": "arn:aws:iam::111122223333:user/ana"}),
    *({"Service": "events.amazonaws.com"}, {"AWS": ["111122223333", "arn:aws:iam::444455556666:role/red"]}),
    *({"AWS": ["111122223333", "arn:aws:iam::111122223333:role/red"]}, {"Service": ["sqs.amazonaws.com"], "AWS": "*"}),
)
CALLERS = (
    *(
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:role/red",
        "arn:aws:iam::111122223333:role/team/red",
    ),
    *("arn:aws:sts::111122223333:assumed-role/red/me", "arn:aws:sts::111122223333:assumed-role/red/you"),
    *("arn:aws:sts::111122223333:assumed-role/blue/me", "arn:aws:iam::111122223333:user/ana"),
    *("arn:aws:iam::111122223333:user/bob", "arn:aws:iam::444455556666:role/red", "arn:aws:iam::444455556666:root"),
    *("arn:aws:sts::777788889999:assumed-role/red/me", "events.amazonaws.com", "sqs.amazonaws.com"),
    *("lambda.amazonaws.com", "arn:aws:sts::111122223333:federated-user/ana", "anonymous"),
)

KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[Any, ...]]] = {
    # operators, values in policies, values in requests
    "aws:PrincipalTag/team": (
        tuple(f"String{each}" for each in STRINGS),
        TEXTS,
        ("red", "RED", "rad", "blue", "a", "b", "", "re", "red/x", "x"),
    ),
    "aws:RequestTag/team": (
        tuple(f"String{each}" for each in STRINGS),
        TEXTS,
        ("red", "Red", "blue", "b", "", "redx", "a", "x"),
    ),
    "aws:TagKeys": (
        tuple(f"String{each}" for each in STRINGS),
        TEXTS,
        (["red"], ["red", "blue"], ["blue", "RED"], ["x"], ["rad", "red", "x"], "", ["b", "rxd"]),
    ),
    "s3:max-keys": (tuple(f"Numeric{each}" for each in ORDERED), NUMBERS, ("10", "9", "9.5", "10.2", "12", "-4")),
    "aws:CurrentTime": (
        tuple(f"Date{each}" for each in ORDERED),
        DATES,
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z", "2025-01-01", "2026-06-01", "2028-01-01"),
    ),
    "aws:SecureTransport": (("Bool", "StringEquals"), FLAGS, ("true", "false")),
    "aws:SourceIp": (
        ("IpAddress", "NotIpAddress"),
        ADDRESSES,
        ("10.0.0.1", "10.0.0.0", "10.9.9.9", "8.8.8.8", "2001:db8::5"),
    ),
    "aws:SourceArn": (
        ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotEquals"),
        ARNS,
        (
            "arn:aws:sns:eu-west-1:111122223333:t",
            "arn:aws:sns:eu-west-1:111122223333:tx",
            "arn:aws:s3:::b",
            "arn:aws:s3:::red",
            "arn:aws:sns:us-east-1:444455556666:t",
            "arn:aws:sns:eu-west-1:111122223333:a:t",
        ),
    ),
    "x:Binary": (("BinaryEquals",), BINARIES, ("QmluYXJ5", "AA==", "AAA=")),
}


class Pairs:
    """Policies and requests by a seed: the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # cases, no secrets

    def _one(self, options: Any) -> Any:
        return self._chance.choice(options)

    def _some(self, options: Any, most: int = 3) -> Any:
        if self._chance.random() < 0.6:
            return self._one(options)
        return [self._one(options) for _ in range(self._chance.randint(1, most))]

    def pair(self) -> tuple[Json, Json]:
        """Two documents: the second is the first with a change or two, or another."""
        old = self.document()
        new = self.document() if self._chance.random() < 0.15 else self.changed(old)
        return (old, new) if self._chance.random() < 0.5 else (new, old)

    def layers(self) -> tuple[Json, Json]:
        """Two sets of policies with several layers, as cases have them, of which one or two documents differ."""
        old: Json = {"identity": [self.document() for _ in range(self._chance.randint(1, 2))]}
        if self._chance.random() < 0.6:
            old["boundary"] = [self._wide(self.document())]
        if self._chance.random() < 0.2:
            old["session"] = [self._wide(self.document())]
        if self._chance.random() < 0.4:
            old["scps"] = [[self._wide(self.document())] for _ in range(self._chance.randint(1, 2))]
        new = {layer: list(documents) for layer, documents in old.items()}
        for _ in range(self._chance.randint(1, 2)):
            layer = self._one(sorted(new))
            if layer == "scps":
                number = self._chance.randrange(len(new["scps"]))
                new["scps"][number] = [self.changed(new["scps"][number][0])]
            else:
                new[layer][0] = self.changed(new[layer][0])
        return old, new

    def _wide(self, document: Json) -> Json:
        """The document, most of the time with an Allow of everything, as boundaries and SCPs have it."""
        if self._chance.random() < 0.3:
            return document
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        return {**document, "Statement": [everything, *document["Statement"]]}

    def resource_policies(self) -> tuple[Json, Json]:
        """Two resource policies, or trust policies, as cases have them."""
        is_trust = self._chance.random() < 0.3
        old: Json = {"resource": self._with_principals(self.document(), is_trust)}
        new: Json = {"resource": self._with_principals(self.changed(old["resource"]), is_trust)}
        if self._chance.random() < 0.3:
            identity = [self.document()]
            old["identity"], new["identity"] = identity, identity
        if self._chance.random() < 0.3:  # which NotPrincipal does not spare
            old["boundary"] = [self._wide(self.document())]
            new["boundary"] = old["boundary"] if self._chance.random() < 0.7 else []
        return old, new

    def endpoints(self) -> tuple[Json, Json]:
        """Two policies of an endpoint, with identity policies and some with a resource policy beside them."""
        old: Json = {"identity": [self.document()]}
        old["endpoint"] = self._with_principals(self.document(), is_trust=False)
        new = {**old, "endpoint": self._with_principals(self.changed(old["endpoint"]), is_trust=False)}
        if self._chance.random() < 0.4:
            old["resource"] = new["resource"] = self._with_principals(self.document(), is_trust=False)
        if self._chance.random() < 0.2:
            del old["endpoint"]
        return old, new

    def _with_principals(self, document: Json, is_trust: bool) -> Json:
        statements = []
        for each in document["Statement"]:
            statement = dict(each)
            named = {"Principal", "NotPrincipal"} & statement.keys()
            if not named or self._chance.random() < 0.2:
                for element in named:
                    del statement[element]
                is_exception = statement["Effect"] == "Deny" and self._chance.random() < 0.3
                statement["NotPrincipal" if is_exception else "Principal"] = self._one(PRINCIPALS)
            elif statement["Effect"] == "Allow" and "NotPrincipal" in statement:
                statement["Principal"] = statement.pop("NotPrincipal")
            if is_trust:
                statement.pop("NotAction", None)
                statement["Action"] = self._one(("sts:AssumeRole", "sts:*", ["sts:AssumeRole", "sts:TagSession"]))
                statement.pop("Resource", None)
                statement.pop("NotResource", None)
            statements.append(statement)
        return {**document, "Statement": statements}

    def document(self) -> Json:
        version = self._one(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"))
        return {"Version": version, "Statement": [self.statement() for _ in range(self._chance.randint(1, 3))]}

    def statement(self) -> Json:
        statement: Json = {"Effect": self._one(("Allow", "Allow", "Allow", "Deny"))}
        statement["NotAction" if self._chance.random() < 0.02 else "Action"] = self._some(ACTIONS)
        if self._chance.random() < 0.005:  # all services take long
            statement["Action"] = "*"
            statement.pop("NotAction", None)
        statement["NotResource" if self._chance.random() < 0.15 else "Resource"] = self._some(RESOURCES)
        if self._chance.random() < 0.6:
            statement["Condition"] = self.conditions()
        return statement

    def conditions(self) -> Json:
        found: Json = {}
        for _ in range(self._chance.randint(1, 2)):
            key, (operators, values, _) = self._one(list(KEYS.items()))
            operator = self._one(operators)
            if self._chance.random() < 0.15:
                operator, values = "Null", ("true", "false")
            elif self._chance.random() < 0.25:
                operator += "IfExists"
            if self._chance.random() < (0.6 if key == "aws:TagKeys" else 0.05):
                operator = f"{self._one(('ForAllValues', 'ForAnyValue'))}:{operator}"
            found.setdefault(operator, {})[key] = self._some(values)
        return found

    def changed(self, document: Json) -> Json:
        """The document with one or two small changes."""
        statements = [dict(each) for each in document["Statement"]]
        version = document["Version"]
        for _ in range(self._chance.randint(1, 2)):
            number = self._chance.randrange(len(statements))
            statement = statements[number]
            die = self._chance.random()
            if die < 0.1:
                statements.append(self.statement())
            elif die < 0.2 and len(statements) > 1:
                del statements[number]
            elif die < 0.25:
                version = "2008-10-17" if version == "2012-10-17" else "2012-10-17"
            elif die < 0.45:
                element = "Action" if "Action" in statement else "NotAction"
                statement[element] = self._nearby(statement[element], ACTIONS)
            elif die < 0.65 and not {"Resource", "NotResource"}.isdisjoint(statement):
                element = "Resource" if "Resource" in statement else "NotResource"
                statement[element] = self._nearby(statement[element], RESOURCES)
            elif die < 0.75 and "Condition" in statement:
                del statement["Condition"]
            elif die < 0.9 and "Condition" in statement:
                statement["Condition"] = self._nearby_conditions(statement["Condition"])
            else:
                statement["Condition"] = self.conditions()
        return {"Version": version, "Statement": statements}

    def _nearby(self, texts: Any, options: Any) -> Any:
        found = list(texts) if isinstance(texts, list) else [texts]
        die = self._chance.random()
        if die < 0.3 and len(found) > 1:
            found.pop(self._chance.randrange(len(found)))
        elif die < 0.6:
            found.append(self._one(options))
        else:
            found[self._chance.randrange(len(found))] = self._one(options)
        return found

    def _nearby_conditions(self, conditions: Json) -> Json:
        found = {operator: dict(keys) for operator, keys in conditions.items()}
        operator = self._one(sorted(found))
        key = self._one(sorted(found[operator]))
        values = found[operator][key]
        if operator.endswith("Null"):
            return found
        if self._chance.random() < 0.5:
            found[operator][key] = self._nearby(values, KEYS[key][1])
        else:
            other = operator.removesuffix("IfExists") if operator.endswith("IfExists") else f"{operator}IfExists"
            found.setdefault(other, {}).setdefault(key, values)
            del found[operator][key]
        return {operator: keys for operator, keys in found.items() if keys}

    def requests(self, policies: tuple[Json, ...], count: int) -> Iterator[Json]:
        """Well-formed requests, most of them near to what the policies say."""
        actions, resources, keys = self._mentioned(tuple(_documents(policies)))
        has_principals = any({"resource", "endpoint"} & each.keys() for each in policies)
        for _ in range(count):
            context = {}
            for key in keys:
                if self._chance.random() < 0.7:
                    context[key] = self._one(KEYS[key][2])
            action = self._one(actions)
            if action == "*":
                action = "s3:GetObject"
            stars = ("Object", "GetObject", "Acl", *(("", "x") if not action.endswith(":*") else ()))
            action = action.replace("*", self._one(stars)).replace("?", "g")
            resource = self._filled(self._one(resources), context)
            request = {"action": action, "resource": resource, "context": context}
            if has_principals:
                request["principal"] = self._one(CALLERS)
                request |= self._owned(resource, request["principal"])
            yield request

    def _owned(self, resource: str, principal: str) -> Json:
        """The resource, or a role or key to assume or use, with the account that it is of."""
        if self._chance.random() < 0.3:
            account = self._one(("111122223333", "444455556666"))
            resource = self._one((f"arn:aws:iam::{account}:role/target", f"arn:aws:kms:eu-west-1:{account}:key/1"))
        account = resource.split(":")[4] if resource != "*" else ""
        if resource == "*":
            account = principal.split(":")[4] if principal.startswith("arn:") else account
        elif not account:
            account = self._one(("111122223333", "444455556666"))
        return {"resource": resource, "resource_account": account or None}

    def _mentioned(self, documents: tuple[Json, ...]) -> tuple[list[str], list[str], list[str]]:
        statements = [statement for document in documents for statement in document["Statement"]]
        actions, resources, keys = (
            ["s3:GetObject", "s3:GetNewThing", "sqs:SendMessage"],
            ["arn:aws:s3:::a/b"],
            set[str](),
        )
        for statement in statements:
            for name, found in (
                ("Action", actions),
                ("NotAction", actions),
                ("Resource", resources),
                ("NotResource", resources),
            ):
                texts = statement.get(name, ())
                found.extend([texts] if isinstance(texts, str) else texts)
            for conditions in statement.get("Condition", {}).values():
                keys.update(conditions)
        if "${" in str(documents):
            keys |= {"aws:PrincipalTag/team", "aws:RequestTag/team"}
        return actions, resources, sorted(keys)

    def _filled(self, pattern: str, context: Json) -> str:
        """A resource that the pattern matches, or nearly does."""
        if pattern == "*":
            whole: str = self._one(("*", "arn:aws:s3:::a/b", "arn:aws:sqs:eu-west-1:111122223333:q"))
            return whole
        for key in ("aws:PrincipalTag/team", "aws:RequestTag/team"):
            value: str | None = context.get(key) if isinstance(context.get(key), str) else None
            for written in (f"${{{key}}}", f"${{{key}, 'a'}}"):
                pattern = pattern.replace(written, value or self._one(("a", "b")))
        pattern = pattern.replace("${*}", "*")
        parts = pattern.split(":", 5)
        parts += ["*"] * (6 - len(parts))
        usual = ("arn", "aws", self._one(("s3", "sqs")), self._one(("", "eu-west-1")), self._one(("", "111122223333")))
        head = [part.replace("*", each) for part, each in zip(parts[:5], usual, strict=True)]
        rest = "".join(self._one(("", "a", "b", "/b", "a/b", "x")) if each == "*" else each for each in parts[5])
        rest = rest.replace("?", self._one("abx"))
        if self._chance.random() < 0.2:
            rest += self._one(("", "x", "/b", "b"))
        return ":".join([*(each.replace("?", "x") for each in head), rest or "a"])


def _documents(policies: tuple[Json, ...]) -> Iterator[Json]:
    """The documents of policies by layers, or the documents themselves."""
    for each in policies:
        if "Statement" in each:
            yield each
            continue
        for found in each.values():
            for document in found if isinstance(found, list) else [found]:
                yield from document if isinstance(document, list) else [document]
