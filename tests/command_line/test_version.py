"""Which release a command line is of."""

import pytest

from leadcast import __version__, main


def test_the_release_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """
    On its own, without a home.
    """
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert not ended.value.code
    assert f"leadcast {__version__}\n" == capsys.readouterr().out
