"""What grading uses outside its database: the policy files in its package."""
