"""What a role may do, and why: a role's policies put to the engine, its answers put in words."""
