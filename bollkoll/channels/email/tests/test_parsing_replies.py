import pytest

from bollkoll.channels.email.parsing import parse
from bollkoll.channels.email.parsing.replies import fold

from . import mails

THREAD = {"message_id": "<2@n.example>", "in_reply_to": "<1@desk.example>", "references": ["<1@desk.example>"]}
WHO = {
    "sender": "Åsa Öst <asa@norra.example>",
    "to": "Support <support@desk.example>",
    "subject": "SV: Resultat för kursen",
}
BODY = "Hej!\n\nNu fungerar det igen.\nMen gäller det även gruppen?"
QUOTED = "Hej Åsa,\n\nKan du prova igen?\n\nMed vänlig hälsning\nSupporten"


@pytest.mark.parametrize(
    "maker",
    [
        mails.outlook_reply, mails.owa_reply, mails.outlook_mobile_reply, mails.gmail_reply, mails.android_gmail_reply,
        mails.apple_mail_reply, mails.iphone_reply,
    ],
)  # fmt: skip
def test_what_a_person_wrote_is_told_from_what_the_program_quoted(maker):
    mail = parse(maker(**WHO, body=BODY, quoted=QUOTED, **THREAD))
    assert mail.reply == BODY
    assert "Kan du prova igen?" in mail.quoted and "Kan du prova igen?" in mail.text
    assert mail.auto == "none" and not mail.problems
    assert mail.in_reply_to == "<1@desk.example>"


@pytest.mark.parametrize("maker", [mails.outlook_reply, mails.owa_reply, mails.gmail_reply, mails.apple_mail_reply])
def test_html_alone_is_folded_by_its_marks(maker):
    raw = maker(**WHO, body=BODY, quoted=QUOTED, **THREAD)
    raw = raw.replace(b"Content-Type: text/plain", b"Content-Type: application/x-gone")
    assert parse(raw).reply == BODY


def test_answers_between_quoted_questions_stay_with_their_questions():
    mail = parse(
        mails.thunderbird_interleaved(
            **WHO, answers=[("Vilken kurs?", "AB123."), ("Vilken miljö?", "Produktion.")], **THREAD
        )
    )
    for said in ("> Vilken kurs?", "AB123.", "> Vilken miljö?", "Produktion."):
        assert said in mail.reply
    assert "Anna Andersson" in mail.quoted


OWN = "Tack, det löste sig."


@pytest.mark.parametrize(
    "rest",
    [
        "-----Ursprungligt meddelande-----\nFrån: A <a@b.example>\nSkickat: den 2 november 2026 10:00\nTill: "
        "B\nÄmne: C\n\nHej",
        "-----Original Message-----\nFrom: A\nSent: Monday\nTo: B\nSubject: C\n\nHej",
        "From: A <a@b.example>\nSent: Monday, November 2, 2026 10:00\nTo: B\nCc: D\nSubject: C\n\nHej",
        "________________________________\nFrån: A\nSkickat: måndag\nTill: B\nÄmne: C\nHej",
        "*Från:* A <a@b.example>\n*Skickat:* den 2 november\n*Till:* B\n*Ämne:* C\n\nHej",
        "Från: A\n\nDatum: måndag\n\nTill: B\n\nÄmne: C\n\nHej",
        "Von: A\nGesendet: Montag\nAn: B\nBetreff: C\n\nHej",
        "Fra: A\nSendt: mandag\nTil: B\nEmne: C\n\nHej",
        "Lähettäjä: A\nLähetetty: ma\nVastaanottaja: B\nAihe: C\n\nHej",
        "Den mån 3 nov. 2026 kl 10:14 skrev A <a@b.example>:\n\n> Hej",
        "Den mån 3 nov. 2026 kl 10:14 skrev A <\na@b.example>:\n\n> Hej",
        "Den 2026-11-03 kl. 10:14, skrev A:\n> Hej",
        "3 nov. 2026 kl. 10:14 skrev A <a@b.example>:\n\n> Hej",
        "3 nov. 2026 kl. 10:14 skrev A <a@b.example>:\n\nHej utan vinklar",
        "> 3 nov. 2026 kl. 10:14 skrev A <a@b.example>:\n> \n> Hej",
        "On Tue, Nov 3, 2026 at 10:14 AM A <a@b.example> wrote:\n\n> Hej",
        "On Tue, Nov 3, 2026 at 10:14 AM A Very Long Name\n<a.very.long@address.example>\nwrote:\n\n> Hej",
        "Am 03.11.2026 um 10:14 schrieb A:\n> Hej",
        "ti 3. marrask. 2026 klo 10.14 A (a@b.example) kirjoitti:\n\n> Hej",
        "2026-11-03 10:14 GMT+01:00 A <a@b.example>:\n\n> Hej",
        "A wrote:\n> Hej",
        "---------- Forwarded message ---------\nFrån: A\n\nHej",
        "-------- Vidarebefordrat meddelande --------\nÄmne: C\n\nHej",
        "Vidarebefordrat brev:\n\nHej",
        "Begin forwarded message:\n\nFrom: A",
        "—— svara ovanför denna rad / reply above this line ——\nHej",
        "Den mån 3 nov. 2026 skrev Support <support@desk.example>:\n\n—— svara ovanför denna rad / reply above this "
        "line ——\nHej",
        "> Hej\n> igen",
        "-- \nAnna\nNorra högskolan",
        "Mvh\nAnna",
        "Med vänlig hälsning\n\nAnna Andersson\nStudieadministratör\n060-12 34 56\nanna@norra.example",
        "Vänliga hälsningar,\nAnna",
        "Hälsningar Anna",
        "MVH/Anna",
        "Best regards,\nAnna Andersson",
        "Kind regards\nAnna",
        "Mit freundlichen Grüßen\nAnna",
        "Skickat från min iPhone",
        "Skickas från Outlook för Android<https://aka.ms/x>",
        "Hämta Outlook för iOS<https://aka.ms/x>",
        "Sent from my Samsung Galaxy smartphone.",
        "Get Outlook for iOS",
        "Mvh Anna\n\nSkickat från min iPhone\n\n> 3 nov. 2026 kl. 10:14 skrev A <a@b.example>:\n> Hej",
        "Mvh\nAnna\n\nNär du skickar e-post till Norra högskolan behandlar vi dina personuppgifter "
        "<https://norra.example/gdpr>.",
        "_______________________________________________\nladok mailing "
        "list\nhttps://lists.example/mailman/listinfo/ladok",
    ],
)
def test_what_stands_below_is_folded(rest):
    folded = fold(f"{OWN}\n\n{rest}")
    assert folded.reply == OWN
    assert folded.quoted == rest


@pytest.mark.parametrize(
    "text",
    [
        "Hej!\n\nVi ser att resultat saknas.\n\nFrån: vi vet inte när\nDet började i går.",
        "Hej!\n\nHälsningar till alla som jobbar med detta, men nu är det så här: betyget saknas fortfarande för "
        "gruppen.\n\nVad gör vi?",
        "Den 3 november skrev studenten tentamen:\nDen rättades aldrig.\nHur gör vi?",
        "On Monday it stopped working. We have tried again.",
        "Från: 2026-01-01\nTill: 2026-06-30\nGäller kursen AB123.",
        "Best kunde vi göra om det.",
        "1. Logga in\n2. Sök\n----\n3. Fel visas",
    ],
)
def test_ordinary_text_is_left_whole(text):
    assert fold(text).reply == text


def test_a_postscript_below_the_name_is_kept():
    folded = fold("Tack!\n\nMvh\nAnna\n\nPS. Gäller det även AB124?")
    assert "PS. Gäller det även AB124?" in folded.reply


def test_a_question_below_the_name_is_kept():
    assert "Eller ska vi ringa?" in fold("Tack!\n\nMvh\nAnna\n\nEller ska vi ringa?").reply


def test_a_bare_forward_keeps_its_content_as_the_reply():
    text = "---------- Forwarded message ---------\nFrån: Student <s@n.example>\nÄmne: Fel betyg\n\nJag har fått fel betyg."
    assert fold(text).reply == text
    assert fold(f"Mvh\nAnna\n\n{text}").reply == f"Mvh\nAnna\n\n{text}"


def test_an_answer_below_one_quotation_is_told_from_it():
    folded = fold("Den 3 nov. 2026 skrev A:\n> Går det?\n> Mvh\n\nJa, nu går det.\n")
    assert folded.reply == "Ja, nu går det."


def test_an_answer_only_below_our_own_marker_is_kept():
    text = "—— svara ovanför denna rad / reply above this line ——\nHej, går det?\n\nJa!"
    assert fold(text).reply == text


def test_a_plain_text_without_marks_is_cut_where_the_html_says():
    rich = '<div>Tack, det löste sig.</div><div id="divRplyFwdMsg">Support</div><div>Kan du prova igen?</div>'
    raw = (
        "From: a@n.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; "
        "charset=utf-8\n\n"
        f"Tack, det löste sig.\n\nSupport\nKan du prova igen?\n--x\nContent-Type: text/html; "
        f"charset=utf-8\n\n{rich}\n--x--"
    )
    mail = parse(raw.encode())
    assert (mail.reply, mail.quoted) == ("Tack, det löste sig.", "Support\nKan du prova igen?")


@pytest.mark.parametrize(
    ("text", "older"),
    [
        ("Hej!\n\nMvh\nAnna", ""),
        ("Hej!\n\n> Går det?\n", "earlier"),
        ("Hej!\n\n-----Original Message-----\nFrom: A\n\nGår det?", "earlier"),
        ("Hej!\n\nDen 3 nov. 2026 skrev Support:\n\n—— svara ovanför denna rad ——\nGår det?", "ours"),
        ("Se nedan.\n\n—— svara ovanför denna rad ——\nGår det?", "ours"),
        ("Titta!\n\nBegin forwarded message:\n\nFrom: A\n\nGår det?", "brought"),
        ("See my answers inline.\n\nFrom: A\nSent: B\nTo: C\n\nGår det? Ja!", "brought"),
    ],
)
def test_what_kind_of_older_message_is_folded_is_told(text, older):
    assert fold(text).older == older
