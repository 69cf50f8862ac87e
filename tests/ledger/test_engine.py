"""The way to the database: what its errors tell, and that a folder which is away is told as the database's own error."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ledger.engine import DatabaseError, connect, writing
from tests.personas import HOA


def test_an_error_tells_no_number(engine: Engine) -> None:
    with pytest.raises(DatabaseError) as told, writing(engine) as connection:
        connection.execute(text("SELECT :number FROM nowhere"), {"number": HOA.number})
    assert HOA.number not in str(told.value)


def test_a_folder_that_goes_away_is_a_database_that_is_away_though_its_file_is_still_open(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    engine = connect(f"sqlite:///{tmp_path / 'here' / 'tungngo.db'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE one (number INTEGER)"))
    (tmp_path / "here").rename(tmp_path / "away")
    with pytest.raises(DatabaseError, match="away"), writing(engine):
        pass
    engine.dispose()
