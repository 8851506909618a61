"""What a role's network, encryption and narrowing promise, what they forbid, and whether the role complies."""
