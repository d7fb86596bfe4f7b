"""Exports come in the encodings of the office that made them; all of them read as the same text."""

import codecs
import gzip

import pytest

from history.importing.encodings import decode, mirror

CHINESE = "客户编号,名称,地区\n1,张三科技有限公司,华东\n2,李四（上海）贸易,华南\n3,瞿氏电子,西北\n"
TRADITIONAL = "客戶編號,名稱,地區\n1,張三科技有限公司,臺北\n2,李四貿易,高雄\n3,國際電子,臺中\n"
WESTERN = "id,nome,cidade\n1,Padaria São João,São Paulo\n2,Café Ação,Brasília\n3,Müller & Söhne,Köln\n"

ENCODED = {
    "gbk": CHINESE.encode("gbk"),
    "gb2312": CHINESE.replace("瞿", "区").encode("gb2312"),
    "gb18030": CHINESE.replace("李四", "㐂𠮷").encode("gb18030"),
    "big5": TRADITIONAL.encode("big5"),
    "utf-16": CHINESE.encode("utf-16"),
    "utf-16-be with mark": codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"),
    "utf-16-le without mark": CHINESE.encode("utf-16-le"),
    "utf-16-be without mark": CHINESE.encode("utf-16-be"),
    # The low byte of 一 is zero.
    "utf-16-le with 一": CHINESE.replace("李四", "一一").encode("utf-16-le"),
    "utf-16-be with 一": CHINESE.replace("李四", "一一").encode("utf-16-be"),
    "cp1252": WESTERN.encode("cp1252"),
}
TEXTS = {
    "gb2312": CHINESE.replace("瞿", "区"),
    "gb18030": CHINESE.replace("李四", "㐂𠮷"),
    "big5": TRADITIONAL,
    "utf-16-le with 一": CHINESE.replace("李四", "一一"),
    "utf-16-be with 一": CHINESE.replace("李四", "一一"),
    "cp1252": WESTERN,
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", list(ENCODED))
def test_text_files_become_utf8(tmp_path, name, packed):
    """Whatever the encoding, packed or not, the mirror holds the same text in UTF-8 and a note says what was done."""
    export, file = tmp_path / "export", "sub/a.csv" + ".gz" * packed
    (export / "sub").mkdir(parents=True)
    (export / file).write_bytes(gzip.compress(ENCODED[name]) if packed else ENCODED[name])

    folder, notes = mirror(export, tmp_path / "mirror")

    data = (folder / file).read_bytes()
    assert TEXTS.get(name, CHINESE) == (gzip.decompress(data) if packed else data).decode("utf-8-sig")
    assert [True] == [note.startswith(f"{file} is read as ") for note in notes]


@pytest.mark.parametrize(
    "data", [CHINESE.encode(), codecs.BOM_UTF8 + CHINESE.encode(), b"a,b\n1,2\n", b"a,b\n1,\0\n", b""]
)
def test_utf8_is_read_where_it_lies(tmp_path, data):
    """Nothing is copied when nothing has to be."""
    (tmp_path / "a.csv").write_bytes(data)

    assert (tmp_path, []) == mirror(tmp_path, tmp_path / "mirror")


def test_other_files_are_linked_beside_the_decoded(tmp_path):
    """The mirror is complete, but for what is hidden."""
    export = tmp_path / "export"
    export.mkdir()
    (export / "a.csv").write_bytes(ENCODED["gbk"])
    (export / "b.csv").write_text("a\n1\n")
    (export / "c.parquet").write_bytes(b"\xff\x00PAR1")
    (export / ".hidden.csv").write_bytes(ENCODED["gbk"])

    folder, _ = mirror(export, tmp_path / "mirror")

    assert ["a.csv", "b.csv", "c.parquet"] == sorted(path.name for path in folder.iterdir())
    assert (export / "c.parquet").read_bytes() == (folder / "c.parquet").read_bytes()


def test_foreign_bytes_far_down_the_file_are_found(tmp_path):
    """Not only the beginning is looked at."""
    export = tmp_path / "export"
    export.mkdir()
    (export / "a.csv").write_bytes(b"id,name\n" + b"1,x\n" * 600_000 + "2,张三\n".encode("gbk"))

    folder, _ = mirror(export, tmp_path / "mirror")

    assert (folder / "a.csv").read_text(encoding="utf-8").endswith("2,张三\n")


def test_few_damaged_bytes_do_not_change_the_encoding(tmp_path):
    """A file in UTF-8 with a broken character stays UTF-8, and the note says how much is broken."""
    export = tmp_path / "export"
    export.mkdir()
    (export / "a.csv").write_bytes(CHINESE.encode() * 3 + b"4,\xe5\xbc,x\n")

    folder, notes = mirror(export, tmp_path / "mirror")

    assert CHINESE * 3 + "4,\ufffd,x\n" == (folder / "a.csv").read_text(encoding="utf-8")
    assert "1 characters" in notes[0]


def test_packed_file_that_cannot_be_unpacked_is_left_alone(tmp_path):
    """It may not be used at all; whoever reads it says what is wrong with it."""
    (tmp_path / "a.csv.gz").write_bytes(b"\x1f\x8b\x08garbage")

    assert (tmp_path, []) == mirror(tmp_path, tmp_path / "mirror")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_sql_may_be_in_any_encoding(encoding):
    """A mapping written in Notepad reads as well."""
    text = "SELECT 编号 AS lead_id, '张三' AS 名称 FROM '线索.csv'"

    assert text == decode(text.encode(encoding))
