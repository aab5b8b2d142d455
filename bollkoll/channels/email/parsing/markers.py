"""How mail programs and people mark what is older and what is signature: tables of patterns, by language.

Swedish and English first, then the neighbours' languages. Every pattern is matched against one line without quotation
marks,
of at most `MAX_LINE` characters.
"""

import re

MAX_LINE = 600

# The line this system writes above what it quotes in its own mail.
OWN_MARKER = "—— svara ovanför denna rad / reply above this line ——"
OWN_MARKER_PATTERN = re.compile(r"(?i)svara ovanför denna rad|reply above this line")

_SEPARATOR_WORDS = (
    "ursprungligt meddelande", "originalmeddelande", "original message", "ursprüngliche nachricht", "originalnachricht",
    "oprindelig meddelelse", "oprindelig besked", "opprinnelig melding", "alkuperäinen viesti", "message d'origine",
    "original-nachricht", "ursprungligt brev", "svar på meddelande", "reply message",
)  # fmt: skip
_FORWARD_WORDS = (
    "forwarded message", "vidarebefordrat meddelande", "vidarebefordrat brev", "weitergeleitete nachricht",
    "videresendt meddelelse", "videresendt melding", "välitetty viesti", "message transféré", "forwarded mail",
    "vidarebefordrat mejl", "vidaresänt meddelande",
)  # fmt: skip


def _separator(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?i)\s*[-_=*–—]{2,}\s*(?:" + "|".join(map(re.escape, words)) + r")[^\n]{0,80}?[-_=*–—]{2,}\s*$")


SEPARATOR, FORWARDED = _separator(_SEPARATOR_WORDS + _FORWARD_WORDS), _separator(_FORWARD_WORDS)
FORWARD_LINE = re.compile(
    r"(?i)\s*(?:begin forwarded message|börja vidarebefordrat (?:meddelande|brev|mejl)|vidarebefordrat (?:meddelande|"
    r"brev|mejl)"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)|start på videresendt (?:besked|melding)"
    r"|påbegynt videresendt melding|videresendt besked)\s*:\s*$"
)
FORWARDED_SUBJECT = re.compile(r"(?i)\s*(?:(?:re|sv|aw|antw)\s*:\s*)*(?:fwd?|vb|vs|wg)\s*[::]")
# Whoever says this has written among the lines of the older message, or means that it is to be read.
ANSWERED_BELOW = re.compile(
    r"(?i)\b(?:se|läs|mina|våra|svar\w*|kommentar\w*|see|read|my|our|answers?|replies|comments?)\b.{0,60}"
    r"\b(?:ned(?:an|anför)|i rött|i texten|inline|in ?line|below|in red)\b"
)
UNDERSCORES = re.compile(r"\s*(?:_{10,}|-{20,}|={20,})\s*$")

# The header block that Outlook and its kin put above a quoted message.
_LABEL = r"[ \t]*[*_]{{0,2}}(?:{})[*_]{{0,2}}[ \t]*:[*_]{{0,2}}(?:[ \t]|$)"
HEADER_FROM = re.compile("(?i)" + _LABEL.format("från|from|von|fra|lähettäjä|de|van|avsändare"))
HEADER_OTHERS = (
    re.compile(
        "(?i)" + _LABEL.format("skickat|sent|datum|date|gesendet|sendt|dato|lähetetty|päivämäärä|envoyé|verzonden")
    ),
    re.compile("(?i)" + _LABEL.format("till|to|an|til|vastaanottaja|à|aan|mottagare")),
    re.compile("(?i)" + _LABEL.format("ämne|subject|betreff|emne|aihe|objet|onderwerp|rubrik|ärende")),
    re.compile(
        "(?i)"
        + _LABEL.format("kopia|cc|kopie|kopi|kopio|bcc|svar till|reply-to|svar till|prioritet|importance|priority")
    ),
)

# "On … wrote:", on one to four lines put together.
ATTRIBUTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?i)\s*on\s.{3,400}\b(?:wrote|writes|skrev|said)\s*:\s*$",
        r"(?i)\s*(?:den|d\.)\s.{3,400}\b(?:skrev|skriver)\b.{0,250}:\s*$",
        r"(?i)\s*(?:\w{2,9}\.?,?\s+)?\d{1,2}\.?\s+[a-zåäö]{3,10}\.?,?\s+\d{4}.{1,300}\b(?:skrev|skriver|wrote|"
        r"schrieb|kirjoitti)\b.{0,250}:\s*$",
        r"(?i)\s*\d{4}-\d\d-\d\d.{1,300}\b(?:skrev|skriver|wrote|schrieb|kirjoitti)\b.{0,250}:\s*$",
        r"\s*\d{4}-\d\d-\d\d \d\d:\d\d.{0,200}<\S+@\S+>\s*:\s*$",
        r"(?i)\s*(?:am|vom)\s.{3,400}\bschrieb\b.{0,250}:\s*$",
        r"(?i)\s*.{3,300}\bkirjoitti(?:\s.{1,200})?:\s*$",
        r"(?i)\s*le\s.{3,400}\sa écrit\s*:\s*$",
        r"(?i)\s*(?:el\s.{3,400}\sescribió|il\s.{3,400}\sha scritto|op\s.{3,400}\sschreef.{0,250})\s*:\s*$",
    )
)
# Attributions so plain that they count only when a quoted line follows.
WEAK_ATTRIBUTION = re.compile(
    r"(?i)\s*\S.{0,200}\b(?:wrote|writes|writes|said|skrev|skriver|schrieb|kirjoitti)\b.{0,120}:\s*$"
)

SIGNATURE_LINE = re.compile(r"-- ?$|—\s?$")
CLOSINGS = re.compile(
    r"(?i)\s*(?:(?:med\s+)?(?:vänlig|bästa|varm|varma|vänliga|de bästa|många|soliga|glada|trevliga)\s*hälsning(?:ar|"
    r"en)?"
    r"|med (?:de )?(?:vänligaste|bästa) hälsningar|hälsningar|hälsar|hälsn(?:\.|ing)?|mvh|m\.v\.h\.?|vänligen|"
    r"vänligast|bästa hälsn\.?"
    r"|v\.? ?h\.?|vh|ha det (?:så )?(?:bra|gott)|allt gott"
    r"|(?:with )?(?:best|kind|kindest|warm|warmest|many)\s+(?:regards|wishes|thanks)|regards|br|kr|"
    r"sincerely(?: yours)?|yours(?: sincerely| truly| faithfully)?"
    r"|cheers|best"
    r"|(?:mit )?(?:freundlichen|besten|vielen|lieben) grü(?:ß|ss)en?|viele grü(?:ß|ss)e|mfg|beste grü(?:ß|ss)e|"
    r"liebe grü(?:ß|ss)e"
    r"|med (?:venlig|vennlig|beste) hilsen|(?:venlig|vennlig|beste|de bedste|mange) hilsner?|hilsen|mvh\.?"
    r"|ystävällisin terveisin|(?:parhain )?terveisin|terv\.?)"
    r"(?:\s*[,!./]?\s*$|\s*[,!./]\s*[\w\s.åäöÅÄÖ-]{1,60}$|\s+[A-ZÅÄÖÉ][\wåäöé-]+(?:\s+[A-ZÅÄÖÉ][\wåäöé-]+){0,3}\s*$|"
    r"\s*/\s*(?:best|kind)\s+regards\s*,?\s*$)"
)
PHONE_SIGNATURE = re.compile(
    r"(?i)\s*(?:(?:skickat|skickad|skickas|sänt|sent|gesendet|sendt|lähetetty)\s+(?:från|fra|from|von|med|via|with|"
    r"using|käyttäen)\b.{1,80}"
    r"|(?:hämta|ladda ner|skaffa|get|hent|holen sie sich|hanki)\s+outlook\b.{0,120}|(?:get )?outlook (?:for|"
    r"för) (?:android|ios)\b.{0,80}"
    r"|lähetetty .{1,60}|sent from .{1,60}|von meinem .{1,40} gesendet|diese nachricht wurde von meinem .{1,60}"
    r"|yahoo mail(?:: .{0,60})?|skickat från .{1,60})\s*$"
)
PHONE_WORDS = re.compile(
    r"(?i)iphone|ipad|android|samsung|galaxy|mobil|outlook|smartphone|telefon|phone|blackberry|huawei|xperia|sony|"
    r"oneplus|pixel|"
    r"nokia|windows|gmail|mail|e-post|epost|surfplatta|tablet|yahoo|proton|nine|aqua"
)
DISCLAIMER = re.compile(
    r"(?i)behandlar vi dina personuppgifter|we (?:will )?process your personal data|behandling av personuppgifter"
    r"|detta (?:e-?postmeddelande|meddelande|mejl|e-?mail) .{0,60}(?:konfidentiell|avsett|sekretess)|this (?:e-?mail|"
    r"message) .{0,80}(?:confidential|intended)"
    r"|tänk på miljön|please consider the environment|så behandlas personuppgifter|"
    r"information about (?:the )?processing of personal"
    r"|när du (?:skickar|e-?postar|mejlar)|when you send an? e-?mail|virusfri|virus-free|avast"
)
LIST_FOOTER = re.compile(
    r"(?i)mailing list|unsubscribe|e-?postlista|avprenumerera|you received this message because|"
    r"du får detta (?:meddelande|mejl) för|listinfo|/mailman"
)
POSTSCRIPT = re.compile(r"(?i)\s*p\.? ?s\.?\b")
PGP_START = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s*$")
PGP_SIGNATURE = re.compile(r"-----BEGIN PGP SIGNATURE-----\s*$")
PGP_END = re.compile(r"-----END PGP SIGNATURE-----\s*$")
