"""What all tests share: the seed of those whose outcome is a matter of chance."""

import pytest

DEFAULT_SEED = 20240901


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seed",
        type=int,
        default=DEFAULT_SEED,
        help=f"seed of the statistical tests (default {DEFAULT_SEED}); one in some fifty fails one by chance",
    )


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed of the statistical tests: {config.getoption('--seed')}"


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The seed given by --seed."""
    chosen: int = request.config.getoption("--seed")
    return chosen
