"""What a role's network, encryption and narrowing promise, what they forbid for that, and whether a role keeps it."""
