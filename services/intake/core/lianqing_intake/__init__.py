"""The receiving side: screening, accepting and receipting reports."""
