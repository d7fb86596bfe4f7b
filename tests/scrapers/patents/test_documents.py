"""Patent documents of every generation: what they say, and that no person is named."""

import json
from datetime import UTC, datetime
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.records import Page, UnreadablePage

GRANT = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE us-patent-grant SYSTEM "x.dtd" [ ]>
<us-patent-grant><us-bibliographic-data-grant><publication-reference><document-id><country>US</country>
<doc-number>09123456</doc-number><kind>B2</kind><date>20260106</date></document-id></publication-reference>
<application-reference><document-id><doc-number>17000001</doc-number><date>20240305</date></document-id></application-reference>
<classifications-ipcr><classification-ipcr><section>F</section><class>16</class><subclass>C</subclass>
<main-group>33</main-group><subgroup>58</subgroup></classification-ipcr></classifications-ipcr>
<invention-title>Bearing &amp; seal</invention-title>
<us-parties><inventors><inventor><addressbook><last-name>Private</last-name></addressbook></inventor></inventors></us-parties>
<assignees><assignee><addressbook><orgname>Acme W&auml;lzlager GmbH</orgname></addressbook></assignee></assignees>
</us-bibliographic-data-grant><abstract><p>A bearing.</p></abstract></us-patent-grant>
"""
PATDOC = """<PATDOC><SDOBI><B100><B110><DNUM><PDAT>06400001</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130>
<B140><DATE><PDAT>20020604</PDAT></DATE></B140></B100><B200><B210><DNUM><PDAT>09500000</PDAT></DNUM></B210>
<B220><DATE><PDAT>19991105</PDAT></DATE></B220></B200><B500><B510><B511><PDAT>F16C 3358</PDAT></B511></B510>
<B540><STEXT><PDAT>Roller</PDAT></STEXT></B540></B500><B700><B720><B721><PARTY-US><NAM><FNM><PDAT>P</PDAT></FNM></NAM>
</PARTY-US></B721></B720>
<B730><B731><PARTY-US><NAM><ONM><STEXT><PDAT>Acme Ltd.</PDAT></STEXT></ONM></NAM></PARTY-US></B731></B730></B700>
</SDOBI><SDODE><P>broken <b></SDODE></PATDOC>"""
GREEN = """PATN
WKU  043479030
SRC  6
APN  1925296
APD  19800310
TTL  Weighing balance with a
     long title
ISD  19820907
INVT
NAM  Private; Person
ASSG
NAM  Acme Corporation
CLAS
ICL  G01G 1904
ABST
PAL  A balance that
     weighs.
"""
ODP = {
    "patentBag": [
        {
            "applicationNumberText": "15123456",
            "inventionTitle": "Retractor",
            "filingDate": "2016-09-02",
            "earliestPublicationNumber": "US 2017-0071586 A1",
            "earliestPublicationDate": "2017-03-16",
            "inventorBag": [{"inventorNameText": "Person Private"}],
            "applicantBag": [{"applicant": "ACME HOSPITAL"}, {"applicant": "Person Private"}],
        },
        {"applicationNumberText": "15999999", "inventionTitle": "Not published yet"},
        {"inventionTitle": "nameless"},
    ]
}
OPS = """<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"><exchange-documents>
<exchange-document family-id="77" country="EP" doc-number="1000001" kind="{kind}"><bibliographic-data>
<publication-reference><document-id><date>{day}</date></document-id></publication-reference><parties><applicants>
<applicant data-format="epodoc"><applicant-name><name>ACME BV [NL]</name></applicant-name></applicant>
<applicant data-format="original"><applicant-name><name>Acme Techniek B.V.,</name></applicant-name></applicant>
<applicant data-format="original"><applicant-name><name>Person, Private</name></applicant-name></applicant></applicants>
<inventors><inventor data-format="original">
<inventor-name><name>Private Person</name></inventor-name></inventor></inventors>
</parties><invention-title lang="de">Vorrichtung</invention-title><invention-title lang="en">Device</invention-title>
</bibliographic-data></exchange-document></exchange-documents></ops:world-patent-data>"""
DOCUMENTS = {
    "uspto_xml": GRANT,
    "uspto_sgml": PATDOC,
    "uspto_greenbook": GREEN,
    "uspto_odp": json.dumps(ODP),
    "epo_ops": OPS.format(kind="A1", day="20260107"),
}
EXPECTED = {
    "uspto_xml": ("US", "9123456", "B2", "Bearing & seal", "2026-01-06", ("Acme Wälzlager GmbH",), "US:17000001"),
    "uspto_sgml": ("US", "6400001", "B1", "Roller", "2002-06-04", ("Acme Ltd.",), "US:9500000"),
    "uspto_greenbook": (
        "US",
        "4347903",
        "A",
        "Weighing balance with a long title",
        "1982-09-07",
        ("Acme Corporation",),
        "US:06192529",
    ),
    "uspto_odp": ("US", "20170071586", "A1", "Retractor", "2017-03-16", ("ACME HOSPITAL",), "US:15123456"),
    "epo_ops": ("EP", "1000001", "A1", "Device", "2026-01-07", ("Acme Techniek B.V.",), "docdb:77"),
}
every_source = pytest.mark.parametrize("source", DOCUMENTS)


def parse(source, page):
    """By that source's module."""
    return import_module(f"scrapers.sources.{source}").parse(page)


@every_source
def test_a_patent_says_what_the_document_says(source, page):
    """Office, number, kind, title, day of publication, organisations, family."""
    patent = parse(source, page(DOCUMENTS[source])).records[0]
    published = patent.published.at.date().isoformat()

    assert EXPECTED[source] == (
        patent.office,
        patent.number,
        patent.kind_code,
        patent.title,
        published,
        patent.applicants,
        patent.family,
    )


@every_source
def test_no_person_is_named(source, page):
    """Neither inventors nor applicants who are inventors."""
    assert "Private" not in repr(parse(source, page(DOCUMENTS[source])).records)


def test_one_invention_is_one_family(page):
    """A1 and B1 share it."""
    first, second = (parse("epo_ops", page(OPS.format(kind=kind, day="20260107"))).records[0] for kind in ("A1", "B1"))

    assert (first.family, "B1") == (second.family, second.kind_code)


@pytest.mark.parametrize("source", ["uspto_xml", "uspto_sgml", "uspto_greenbook"])
def test_a_file_of_many_documents_is_read_whole(source, page):
    """Bulk files hold one after another, each with a prolog of its own; a broken one costs no other."""
    broken = {"uspto_xml": "<us-patent-grant><a></us-patent-grant>", "uspto_sgml": "<PATDOC></PATDOC>"}
    body = DOCUMENTS[source] + broken.get(source, "PATN\nTTL  x\n") + DOCUMENTS[source]
    found = parse(source, page(body))

    assert (2, ["document 2"]) == (len(found.records), [problem.where for problem in found.problems])


def test_what_nobody_has_seen_is_no_signal(page):
    """An application that is not published is left out; one without a number is a problem."""
    found = parse("uspto_odp", page(ODP))

    assert (1, ["application 3"]) == (len(found.records), [problem.where for problem in found.problems])


@every_source
@given(body=st.binary(max_size=200))
def test_any_bytes_are_patents_or_an_unreadable_page(source, body):
    """Never another exception."""
    head = {"uspto_xml": b"<us-patent-grant>", "uspto_sgml": b"<PATDOC>", "uspto_greenbook": b"PATN\n"}
    for raw in (body, head.get(source, b"<a>") + body):
        try:
            parse(source, Page("https://a.example/", raw, datetime(2026, 1, 1, tzinfo=UTC)))
        except UnreadablePage:
            continue
