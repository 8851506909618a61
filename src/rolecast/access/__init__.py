"""What a role or user may do, and why: evaluates its policies and puts the results into words."""
