"""What all tests share: the seed of those whose outcome is a matter of chance."""

from pathlib import Path

import pytest

DEFAULT_SEED = 20240901
PACKAGE = Path(__file__).parents[1] / "cascade_sim"


def pytest_configure() -> None:
    """Refuse to test what was compiled from other sources than those that are here."""
    for types in PACKAGE.rglob("*.pxd"):
        source = types.with_suffix(".py")
        changed = max(types.stat().st_mtime, source.stat().st_mtime)
        for compiled in types.parent.glob(f"{types.stem}.*"):
            if compiled.suffix in (".so", ".pyd") and compiled.stat().st_mtime < changed:
                place = source.relative_to(PACKAGE.parent)
                pytest.exit(f"{place} has changed since it was compiled: pip install -e '.[dev]' again", returncode=4)


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
