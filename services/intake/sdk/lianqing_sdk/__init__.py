"""All that the author of an intake adapter installs."""
