"""Types: whether what is said of things makes sense, and which clause gives way to which."""
