"""Paths that cannot be used are told as such."""

from pathlib import Path

import pytest

from leadcast import main


def test_a_home_that_cannot_be_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    It is no fault of ours that is to be reported.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    with pytest.raises(SystemExit) as ended:
        main(["init", "--home", "file/home"])

    assert 1 == ended.value.code
    assert "file/home: Not a directory." in capsys.readouterr().err
    assert not Path("leadcast-error.log").exists()
