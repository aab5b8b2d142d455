"""What may not stand in a text that everybody reads, in whatever shape; and what must never be taken for it."""

from datetime import date

import pytest

from bollkoll.kit import personal

TODAY = date(2026, 11, 30)
NUMBERS = [
    "190001019801", "0001019801", "000101-9801", "000101 9801", "19000101 9801", "000101+9801",  # certain before too
    "０００１０１－９８０１", "０００１０１９８０１", "١٩٠٠٠١٠١-٩٨٠١", "𝟎𝟎𝟎𝟏𝟎𝟏-𝟗𝟖𝟎𝟏",  # other digits
    "000101\u200b-9801", "0001\u200d019801", "000101\u00ad9801", "0\u20600\u20600\ufeff1019801", "000101\ufe0f-9801",
    "000101.9801", "000101/9801", "000101_9801", "000101  9801", "19000101\n9801", "1900 01 01 9801", "00 01 01 - 9801",
    "1900.01.01-9801", "820202-T000", "８２０２０２-T０００",
    "000101-98 01", "000101-9 8 0 1", "0 0 0 1 0 1 9 8 0 1", "1 9 0 0 0 1 0 1 9 8 0 1", "0-0-0-1-0-1-9-8-0-1", "00 01 01 98 01",
    "1900 0101 9801", "0, 0, 0, 1, 0, 1, 9, 8, 0, 1", "000101-98 01 5", "12 000101-98 01", "19000101-980X", "000101-980*",
]  # fmt: skip
DOUBTFUL_NUMBERS = [
    "8504121236",
    "850412 1236",
    "1985-04-12-1236",
    "８５０４１２１２３６",
    "850412-12XX",
    "19850412-XXXX",
    "850412-••••",
]
PERSONS = [
    "anna.andersson@su.se", "anna.b.andersson@su.se", "anna-lisa.andersson@student.uu.se", "anna@su.se", "anna_andersson@lu.se",
    "aander@kth.se", "anna.andersson2@kau.se", "abcd1234@student.su.se", "ann\u200ba@su.se", "ａｎｎａ＠su.se", "anna(at)su.se",
    "anna [at] su.se", "ANNA.ANDERSSON@SU.SE", "it.andersson@su.se", "o'hara@su.se", "per.åström@umu.se", "anna+ladok@su.se",
]  # fmt: skip
NOTHING = [
    "ladok.support@su.se", "ladoksupport@uu.se", "support@ladok.se", "it-support@lu.se", "studentexpeditionen@kau.se",
    "registrator@kth.se", "support.uu@uu.se", "info@hh.se", "helpdesk2@miun.se", "no-reply@ladok.se", "examen@su.se",
    "ärende 1041", "#1041", "LTRE-41494", "Beställning 4501239802", "order 0001019801", "ordernr: 8504121236", "dnr 2015-850412",
    "DD1331", "1DV007", "5TF078", "HT2026-12345", "IK-2041", "KURS-850412", "2026-11-30 14.20", "2026-11-30 14:20–16:00",
    "30/11 18.00–22.00", "202611301420", "20261130 1420", "den 12 april 1985 kl. 12.36", "1985-04-12 12:36", "1985-04-12 1236",
    "08-123 456 78", "070-174 06 05", "0701740605", "0701234567", "010-788 81 00", "+46 70 174 06 05", "202100-2932",
    "version 2026.11.30.1420", "8f4e2b1c-19d0-11ee-be56-190001019801", "SE45 5000 0000 0583 9825 7466", "@ladok", "kl. 06.00@",
    "7-9 10-12 13-16", "10.12-12.12 18", "8 5 0 4 1 2 1 2 3 6", "08-501 223 86", "040-112 23 86", "2025, 2026, 2027",
    "5 4 3 2 1 0",
    "LTRE-850412 1234 12", "30.11 08.00-12.00", "2026-12-01 18.00-22.00", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "ÅÅMMDD-XXXX",
    "DD1331 10 12",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_an_identity_number_is_found_in_every_shape(text):
    [found] = personal.find(f"Studenten {text} saknas.", today=TODAY)
    assert (found.kind, found.certain) == ("identity", True)
    assert found.shown.endswith("••••")
    assert personal.find(text, besides=[found.shown], today=TODAY) == [found], "nobody can say that it is nobody's"


@pytest.mark.parametrize("text", DOUBTFUL_NUMBERS)
def test_a_number_that_may_be_one_is_stopped_until_somebody_says_that_it_is_none(text):
    [found] = personal.find(f"Gäller {text}.", today=TODAY)
    assert (found.kind, found.certain) == ("identity", False) and "1236" not in found.shown
    assert personal.find(f"Gäller {text}.", besides=[found.shown], today=TODAY) == []


@pytest.mark.parametrize("text", PERSONS)
def test_a_mail_address_that_may_be_a_persons_is_stopped_until_somebody_says_that_it_is_nobodys(text):
    [found] = personal.find(f"Skriv till {text}.", today=TODAY)
    assert (found.kind, found.certain) == ("address", False)
    assert personal.find(f"Skriv till {text}.", besides=[found.shown], today=TODAY) == []


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_nobodys_is_let_through(text):
    assert personal.find(f"Se {text} för mer.", text, today=TODAY) == []
