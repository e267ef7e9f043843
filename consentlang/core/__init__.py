"""What a policy means: the flat program, and the lowering that makes it."""
