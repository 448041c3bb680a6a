"""The dedicated log-in window and the centre's desk."""
