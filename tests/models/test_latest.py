import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from models.scorers.latest import latest_rows

DAY = pd.Timestamp("2026-01-05", tz="UTC")


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 9)), unique=True))
def test_of_each_entity_its_latest_row_stands_there(pairs):
    """
    Whatever the order of the rows and their labels, each entity has one position, that of its latest cut-off.
    """
    index = range(100, 100 + len(pairs))
    cutoffs = pd.DatetimeIndex([DAY + pd.Timedelta(days=day) for _, day in pairs], dtype="datetime64[us, UTC]")
    table = pd.DataFrame({"entity_id": [entity for entity, _ in pairs], "cutoff": cutoffs}, index=index)
    latest = {entity: max(day for other, day in pairs if other == entity) for entity, _ in pairs}

    assert [place for place, (entity, day) in enumerate(pairs) if latest[entity] == day] == latest_rows(table).tolist()
