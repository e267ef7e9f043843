"""Names: which files a policy is made of, and what each name in them stands for."""
