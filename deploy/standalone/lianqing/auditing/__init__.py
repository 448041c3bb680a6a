"""Take audit logs out and check them, with nothing but files: `lianqing audit`."""
