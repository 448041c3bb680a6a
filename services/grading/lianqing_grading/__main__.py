"""Start grading: `python -m lianqing_grading` or `lianqing-grading`."""

from lianqing_grading.app import run


def main() -> None:
    """Run grading as a process."""
    run()


if __name__ == "__main__":
    main()
