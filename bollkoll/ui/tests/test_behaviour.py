"""What the modules do, on sample pages in a real browser under the product's security policy."""

import re
import time

import pytest
from playwright.sync_api import expect

from bollkoll.ui.tests.pages import Told

pytestmark = pytest.mark.browser


def eventually(look, seconds: float = 6):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came true")


def fill_report(page, text="Resultat syns inte"):
    page.get_by_label("Rubrik").fill("Resultat")
    page.get_by_label("Vad hände?").fill(text)


# --- sending


def test_a_form_pressed_twice_is_sent_once(site):
    @site.visit("/form")
    def journey(page):
        fill_report(page)
        page.evaluate("() => { const b = document.querySelector('button.is-primary'); b.click(); b.click(); }")
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()
        assert len(Told.to("/form")) == 1
        assert len(Told.to("/sent")) == 1, "the page that the redirection names is asked for once, by the browser"


def test_a_cut_network_keeps_the_text_and_the_form_can_be_sent_again(site):
    @site.visit("/form")
    def journey(page):
        fill_report(page)
        page.context.set_offline(True)
        page.get_by_role("button", name="Skicka").click()
        expect(page.locator("#messages")).to_contain_text("Texten finns kvar")
        expect(page.get_by_label("Vad hände?")).to_have_value("Resultat syns inte")
        key = page.locator("input[name=once]").input_value()
        page.context.set_offline(False)
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()
        assert [post["once"] for post in Told.to("/form")] == [key]


def test_a_refused_form_keeps_its_text_and_moves_to_what_is_wrong(site):
    @site.visit("/form")
    def journey(page):
        page.get_by_label("Vad hände?").fill("Resultat syns inte")
        page.evaluate("document.querySelector('[name=subject]').required = false")
        page.get_by_role("button", name="Skicka").click()
        expect(page.locator(".errors")).to_be_focused()
        expect(page.get_by_label("Vad hände?")).to_have_value("Resultat syns inte")
        page.locator(".errors a").click()
        expect(page.get_by_label("Rubrik")).to_be_focused()


def test_a_refusal_is_said_in_a_dialog_and_the_form_stays(site):
    @site.visit("/form")
    def journey(page):
        fill_report(page)
        page.get_by_label("Rubrik").fill("konflikt")
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("dialog")).to_contain_text("redan taget av Bo Ek")
        page.keyboard.press("Escape")
        expect(page.get_by_label("Vad hände?")).to_have_value("Resultat syns inte")


@pytest.mark.parametrize(("who", "token"), [("1", "fresh"), ("2", "old")])
def test_after_logging_in_again_elsewhere_the_page_sends_with_the_new_token_but_never_as_somebody_else(
    site, who, token
):
    @site.visit("/form")
    def journey(page):
        answers, tokens = [401, 200], []

        def answer(route):
            if route.request.method == "GET":
                route.fulfill(
                    body=f'<body data-who="{who}" data-csrf="fresh" hx-headers="{{}}">', content_type="text/html"
                )
            else:
                tokens.append(route.request.headers["x-csrftoken"])
                route.fulfill(status=answers.pop(0), body="", content_type="text/html")

        fill_report(page)
        page.evaluate("Object.assign(document.body.dataset, { who: '1', csrf: 'old' })")
        page.route("**/form", answer)
        page.get_by_role("button", name="Skicka").click()
        expect(page.locator("#messages")).to_contain_text("Du har blivit utloggad")
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.get_by_role("button", name="Skicka").click()
        assert tokens == ["old", token]


def test_control_enter_sends(site):
    @site.visit("/form")
    def journey(page):
        fill_report(page)
        page.get_by_label("Vad hände?").press("Control+Enter")
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()


def test_without_javascript_the_form_is_sent_all_the_same(site):
    @site.visit_plainly("/form")
    def journey(page):
        fill_report(page)
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()


# --- drafts


def test_what_is_typed_is_saved_by_itself(site):
    @site.visit("/form")
    def journey(page):
        page.get_by_label("Vad hände?").press_sequentially("Resultat")
        expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"Sparat \d\d\.\d\d"))
        draft = Told.to("/draft")[-1]
        assert draft["text"] == "Resultat"
        assert "csrfmiddlewaretoken" not in draft and "once" not in draft


def test_a_lost_page_gets_its_text_back(site):
    @site.visit("/form")
    def journey(page):
        page.context.route("**/draft", lambda route: route.abort())
        page.get_by_label("Vad hände?").press_sequentially("Mitt i en mening")
        page.goto(site.url + "/sent")
        page.goto(site.url + "/form")
        expect(page.get_by_label("Vad hände?")).to_have_value("Mitt i en mening")
        expect(page.locator("[data-draft-status]")).to_contain_text("är tillbaka")


def test_a_newer_draft_of_another_window_is_told_of_and_the_text_stays_and_comes_back(site):
    @site.visit("/form")
    def journey(page):
        newer = {"status": 409, "content_type": "application/json", "body": '{"is_newer": true}'}
        page.context.route("**/draft", lambda route: route.fulfill(**newer))
        page.get_by_label("Vad hände?").press_sequentially("Två")
        expect(page.locator("[data-draft-status]")).to_contain_text("Ett annat fönster har ett nyare utkast")
        expect(page.get_by_label("Vad hände?")).to_have_value("Två")
        page.reload()
        expect(page.get_by_label("Vad hände?")).to_have_value("Två")
        expect(page.locator("[data-draft-status]")).to_contain_text("Här är båda")


def test_a_sent_text_does_not_come_back(site):
    @site.visit("/form")
    def journey(page):
        fill_report(page)
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()
        page.goto(site.url + "/form")
        expect(page.get_by_label("Vad hände?")).to_have_value("")


# --- help while writing


def test_a_real_personal_number_is_asked_about_firmly_and_masked_on_request(site):
    @site.visit("/form")
    def journey(page):
        field = page.get_by_label("Vad hände?")
        field.press_sequentially("Gäller 811218-9876 på kursen")
        expect(page.locator(".identity.is-certain")).to_contain_text("Behöver det vara med?")
        page.get_by_role("button", name="Maskera").click()
        expect(field).to_have_value("Gäller 811218-•••• på kursen")
        expect(page.locator(".identity")).to_have_count(0)


def test_a_press_counts_when_the_warning_comes_or_goes_with_it(site):
    @site.visit("/form")
    def journey(page):
        def presses():
            button = page.get_by_role("button", name="Skicka")
            button.scroll_into_view_if_needed()
            at = button.bounding_box()
            page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
            page.mouse.down()
            page.wait_for_timeout(600)
            page.mouse.up()

        page.get_by_label("Rubrik").fill("konflikt")
        field = page.get_by_label("Vad hände?")
        for number, text in enumerate(("Gäller 811218-9876", "Gäller ingen")):
            field.fill(text)
            presses()
            expect(page.get_by_role("dialog")).to_be_visible()
            assert len(Told.to("/form")) == number + 1
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()
            expect(page.locator(".identity")).to_have_count(1 - number)


def test_a_number_that_is_needed_is_not_asked_about_again(site):
    @site.visit("/form")
    def journey(page):
        field = page.get_by_label("Vad hände?")
        field.press_sequentially("811218-9876")
        page.get_by_role("button", name="Det behövs").click()
        field.press_sequentially(" igen")
        page.wait_for_timeout(700)
        expect(page.locator(".identity")).to_have_count(0)


def test_what_is_missing_is_said_without_blocking(site):
    @site.visit("/form")
    def journey(page):
        hints = page.locator("form [data-missing]")
        expect(hints).to_contain_text("Vad som hände")
        page.get_by_label("Vad hände?").fill("Något")
        expect(hints).not_to_contain_text("Vad som hände")
        page.get_by_label("Rubrik").fill("Något")
        expect(hints).to_contain_text("Tack")


def test_a_colleague_is_mentioned_by_the_first_letters(site):
    @site.visit("/form")
    def journey(page):
        field = page.get_by_label("Vad hände?")
        field.press_sequentially("Hej @an")
        expect(page.get_by_role("option")).to_have_count(1)
        field.press("Enter")
        expect(field).to_have_value("Hej @Anna Lind ")


def test_rows_of_examples_are_added_and_emptied(site):
    @site.visit("/form")
    def journey(page):
        page.get_by_role("button", name="En rad till").click()
        second = page.locator("#id_ex-1")
        expect(second).to_be_focused()
        expect(page.locator("[name=ex-TOTAL_FORMS]")).to_have_value("2")
        second.fill("MA1234")
        page.get_by_role("button", name="Ta bort").nth(1).click()
        expect(second).to_be_hidden()
        expect(second).to_have_value("")


# --- files


def test_files_are_uploaded_at_once_and_go_with_the_form(site):
    @site.visit("/form")
    def journey(page):
        files = [{"name": "bild.png", "mimeType": "image/png", "buffer": b"x" * 2000}]
        page.locator("input[type=file]").set_input_files(files)
        expect(page.locator(".file a")).to_have_text("bild.png")
        fill_report(page)
        page.get_by_role("button", name="Skicka").click()
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()
        assert Told.to("/form")[0]["files"] == "f-1"


def test_a_file_refused_by_the_server_says_why_and_does_not_go_along(site):
    @site.visit("/form")
    def journey(page):
        page.locator("input[type=file]").set_input_files([{"name": "x.exe", "mimeType": "a/b", "buffer": b"MZ"}])
        expect(page.locator(".file.has-error")).to_contain_text("Program tas inte emot")
        expect(page.locator("input[name=files]")).to_have_count(0)


def test_a_file_above_the_limit_is_refused_before_it_is_sent(site):
    @site.visit("/form")
    def journey(page):
        files = [{"name": "stor.bin", "mimeType": "a/b", "buffer": b"x" * 1_100_000}]
        page.locator("input[type=file]").set_input_files(files)
        expect(page.locator(".file.has-error")).to_contain_text("Gränsen är 1,0 MB")


def test_a_file_can_be_removed_again(site):
    @site.visit("/form")
    def journey(page):
        page.locator("input[type=file]").set_input_files(
            [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"hej"}]
        )
        page.get_by_role("button", name="Ta bort a.txt").click()
        expect(page.locator(".file")).to_have_count(0)
        eventually(lambda: Told.to("/removed"))


# --- keys


def test_a_list_is_walked_with_j_and_k_chosen_with_x_and_opened_with_enter(site):
    @site.visit("/cases", width=1000)
    def journey(page):
        for key in "jjk":
            page.keyboard.press(key)
        expect(page.get_by_role("link", name="Ärende 1", exact=True)).to_be_focused()
        page.keyboard.press("x")
        expect(page.locator("[data-selection]")).to_contain_text("1 valda")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Hela ärendet")).to_be_visible()


def test_letters_are_letters_while_somebody_writes(site):
    @site.visit("/form")
    def journey(page):
        page.get_by_label("Vad hände?").press_sequentially("c/?j")
        expect(page.get_by_label("Vad hände?")).to_have_value("c/?j")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_slash_goes_to_the_search_field_and_escape_leaves_it(site):
    @site.visit("/cases")
    def journey(page):
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_question_mark_lists_the_keys_and_they_can_be_switched_off(site):
    @site.visit("/cases")
    def journey(page):
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("Tilldela")
        page.get_by_label("Använd kortkommandon med en tangent").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_the_palette_finds_what_is_on_the_page_and_on_the_server(site):
    @site.visit("/cases")
    def journey(page):
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox")
        expect(field).to_be_focused()
        expect(page.get_by_role("option", name="Mina bollar")).to_be_visible()
        field.press_sequentially("betyg")
        expect(page.get_by_role("option")).to_contain_text(["Hittat: betyg"])
        field.press("Enter")
        expect(page.get_by_role("heading", name="Skickat")).to_be_visible()


def test_a_range_of_rows_is_chosen_with_shift(site):
    @site.visit("/cases")
    def journey(page):
        page.get_by_label("Välj 2", exact=True).check()
        page.get_by_label("Välj 5", exact=True).click(modifiers=["Shift"])
        expect(page.locator("[data-selection]")).to_contain_text("4 valda")


# --- panes, menus, dialogs


def test_a_case_opens_beside_its_list_on_a_wide_screen(site):
    @site.visit("/cases")
    def journey(page):
        page.get_by_role("link", name="Ärende 3", exact=True).click()
        expect(page.locator("#detail h1")).to_have_text("Ärende 3")
        expect(page.locator("#list h1")).to_be_visible()
        assert page.url.endswith("/case?n=3")
        assert page.title().startswith("Ärende 3 ·")


def test_a_menu_closes_on_escape_and_gives_focus_back(site):
    @site.visit("/cases")
    def journey(page):
        button = page.locator(".user-menu > summary")
        button.click()
        expect(page.locator(".user-menu .menu-list")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        expect(page.locator(".user-menu .menu-list")).to_be_hidden()
        expect(button).to_be_focused()


def test_a_menu_at_the_edge_of_a_narrow_window_stands_inside_it(site):
    @site.visit("/cases")
    def journey(page):
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(".user-menu > summary").evaluate(
            "e => { e.parentElement.style.cssText = 'position: fixed; right: 4px'; }"
        )
        choices = page.locator(".user-menu .menu-list")
        choices.evaluate("e => e.classList.remove('is-right')")
        page.locator(".user-menu > summary").click()
        box = choices.bounding_box()
        assert box is not None
        assert box["x"] >= 8
        assert box["x"] + box["width"] <= 390 - 8


def test_an_act_in_a_dialog_stays_there_until_it_is_right(site):
    @site.visit("/cases")
    def journey(page):
        page.keyboard.press("a")
        dialog = page.get_by_role("dialog", name="Tilldela")
        expect(dialog).to_be_visible()
        page.evaluate("document.querySelector('#dialog textarea').required = false")
        dialog.get_by_role("button", name="Tilldela").click()
        expect(dialog.locator(".field-error")).to_be_visible()
        dialog.get_by_label("Text").fill("till Bo")
        dialog.get_by_role("button", name="Tilldela").click()
        expect(dialog).to_be_hidden()
        assert len(Told.to("/dialog")) == 1


def test_the_composer_changes_mode_in_place(site):
    @site.visit("/compose")
    def journey(page):
        page.keyboard.press("n")
        expect(page.locator("#note_text")).to_be_focused()
        expect(page.locator("#answer_text")).to_be_hidden()
        expect(page.get_by_role("button", name="Spara anteckning")).to_be_visible()
        page.keyboard.press("Tab")
        page.locator("[data-composer-mode=answer]").click()
        expect(page.get_by_role("button", name="Skicka till Sara Holm")).to_be_visible()


def test_without_javascript_the_composers_modes_are_links(site):
    @site.visit_plainly("/compose")
    def journey(page):
        page.get_by_role("link", name="Intern anteckning").click()
        expect(page.get_by_role("button", name="Spara anteckning")).to_be_visible()


def test_an_answer_template_is_put_in_at_the_caret(site):
    @site.visit("/compose")
    def journey(page):
        page.locator("#answer_text").fill("Hej!")
        page.locator("summary", has_text="Svarsmallar").click()
        page.get_by_role("button", name="Känt fel").click()
        expect(page.locator("#answer_text")).to_have_value("Hej!\n\nFelet är känt.")


# --- the session, the theme


def test_the_session_can_be_prolonged_before_it_ends(site):
    @site.visit("/short")
    def journey(page):
        page.get_by_label("Vad hände?").fill("Ett långt svar")
        expect(page.get_by_role("alertdialog")).to_contain_text("Är du kvar?")
        page.get_by_role("button", name="Förbli inloggad").click()
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        assert Told.to("/extend")
        expect(page.get_by_label("Vad hände?")).to_have_value("Ett långt svar")


def test_the_chosen_theme_is_there_from_the_first_paint(site):
    @site.visit("/cases")
    def journey(page):
        page.locator(".user-menu > summary").click()
        page.get_by_role("button", name="Mörkt").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        html = page.request.get(site.url + "/cases").text()
        assert '<html lang="sv" data-theme="dark">' in html


def test_a_text_is_copied(site):
    @site.visit("/cases")
    def journey(page):
        page.get_by_role("button", name="Kopiera").click()
        expect(page.locator("#messages")).to_contain_text("Kopierat")
        assert page.evaluate("navigator.clipboard.readText()") == "kopierat"
