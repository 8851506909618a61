"""Decisions that AWS makes regardless of policies: calls that need no permission, and resources that AWS owns."""

from __future__ import annotations

from rolecast.iam import patterns
from rolecast.iam.patterns import ArnPattern
from rolecast.iam.principals import Principal, PrincipalType

# "Public API", which needs no credentials:
# "public API", which needs no credentials.
_COGNITO_IDENTITY = ("GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity")
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html and the page of
# each: Cognito does not evaluate IAM policies for it.
_COGNITO_USER_POOLS = (
    *("AssociateSoftwareToken", "ChangePassword", "ConfirmDevice", "ConfirmForgotPassword", "ConfirmSignUp"),
    *("DeleteUser", "DeleteUserAttributes", "DeleteWebAuthnCredential", "ForgetDevice", "ForgotPassword"),
    *("GetClientToken", "GetDevice", "GetUser", "GetUserAttributeVerificationCode", "GetUserAuthFactors"),
    *("GlobalSignOut", "InitiateAuth", "ListDevices", "ListWebAuthnCredentials", "ResendConfirmationCode"),
    *("RespondToAuthChallenge", "RevokeToken", "SetUserMFAPreference", "SetUserSettings", "SignUp"),
    *("UpdateAuthEventFeedback", "UpdateDeviceStatus", "UpdateUserAttributes", "VerifySoftwareToken"),
    "VerifyUserAttribute",
)
_ALWAYS_ALLOWED = frozenset(
    {
        # https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        "sts:getcalleridentity",
        *(f"cognito-identity:{name.lower()}" for name in _COGNITO_IDENTITY),
        *(f"cognito-idp:{name.lower()}" for name in _COGNITO_USER_POOLS),
    }
)
# Only for users and root users: others cannot call it.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
_GET_SESSION_TOKEN = "sts:getsessiontoken"  # noqa: S105  # no password

# The actions that return UnmodifiableEntity: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
# Descriptions and tags can be changed.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
_OF_SERVICE_LINKED_ROLES = frozenset(
    {
        *("iam:attachrolepolicy", "iam:deleterole", "iam:deleterolepermissionsboundary", "iam:deleterolepolicy"),
        *("iam:detachrolepolicy", "iam:putrolepermissionsboundary", "iam:putrolepolicy", "iam:updateassumerolepolicy"),
    }
)
_OWNED = (
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies
    (
        patterns.arn_pattern("arn:*:iam::aws:policy/*"),
        frozenset(
            f"iam:{name}"
            for name in (
                *("createpolicy", "createpolicyversion", "deletepolicy", "deletepolicyversion"),
                *("setdefaultpolicyversion", "tagpolicy", "untagpolicy"),
            )
        ),
    ),
    (patterns.arn_pattern("arn:*:iam::*:role/aws-service-role/*"), _OF_SERVICE_LINKED_ROLES),
    # IAM Identity Center's roles, which its service-linked role maintains. No page of AWS states it; IAM responds that
    # only AWS can modify such a role.
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSSOServiceRolePolicy.html
    (
        patterns.arn_pattern("arn:*:iam::*:role/aws-reserved/*"),
        _OF_SERVICE_LINKED_ROLES | {"iam:updaterole", "iam:updateroledescription", "iam:tagrole", "iam:untagrole"},
    ),
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    (
        patterns.arn_pattern("arn:*:kms:*:*:alias/aws/*"),
        frozenset({"kms:createalias", "kms:deletealias", "kms:updatealias"}),
    ),
)


def is_always_allowed(action: str, asking: Principal | None) -> bool:
    """Whether a call needs no permission. `action` is in lower case."""
    if action == _GET_SESSION_TOKEN:
        return asking is not None and asking.type in (PrincipalType.USER, PrincipalType.ACCOUNT)
    return action in _ALWAYS_ALLOWED


def owned_by_aws(action: str) -> tuple[ArnPattern, ...]:
    """The ARNs on which only AWS can do `action`, which is in lower case."""
    return tuple(arn for arn, actions in _OWNED if action in actions)


def actions() -> frozenset[str]:
    """The actions that AWS decides itself for some caller or resource, in lower case."""
    return _ALWAYS_ALLOWED.union((_GET_SESSION_TOKEN,), *(actions for _, actions in _OWNED))
