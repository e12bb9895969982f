import pytest
@pytest.fixture(scope="session")
def site():
    return "http://localhost:8171/library/"
