// Passkeys: form[data-passkey="add|confirm|login"] asks the device, puts the answer in its field `credential` and goes on.
// The questions come as JSON in the page (data-passkey-options) or, for the login, from the form's own address.

import { each, text } from "./page.js";

// A passkey belongs to a name; a browser makes none for an address of numbers.
const hasName = !/^[\d.]+$|^\[/.test(location.hostname);

const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list = []) => list.map((credential) => ({ ...credential, id: bytes(credential.id) }));

function readCreation({ publicKey }) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
  };
}

function readRequest({ publicKey }) {
  return { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) };
}

/** What the server wants to know, as JSON (RegistrationResponseJSON and AuthenticationResponseJSON of WebAuthn Level 3). */
function written(credential) {
  const { response } = credential;
  const told = { clientDataJSON: words(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (response[name]) told[name] = words(response[name]);
  if (response.getTransports) told.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: told,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function add(form, options) {
  const publicKey = readCreation(options.creation_options);
  const alone = form.elements.passwordless?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({ publicKey });
}

async function login(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.statusText);
  return navigator.credentials.get({ publicKey: readRequest((await answer.json()).request_options) });
}

const confirm = (form, options) => navigator.credentials.get({ publicKey: readRequest(options.request_options) });
const ways = { add, confirm, login };

each("form[data-passkey]", (form) => {
  const problem = form.querySelector("[data-passkey-problem]");
  const button = form.querySelector("button");
  let answered = false;
  if (!hasName && form.dataset.passkey === "login") form.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    problem.hidden = true;
    if (!hasName) { say("passkey-no-name"); return; }
    if (!window.PublicKeyCredential) { say("passkey-unsupported"); return; }
    button.setAttribute("aria-busy", "true");
    try {
      const options = JSON.parse(document.getElementById(form.dataset.passkeyOptions)?.textContent ?? "null");
      form.elements.credential.value = written(await ways[form.dataset.passkey](form, options));
      answered = true;
      form.requestSubmit();
    } catch (error) {
      say(error.name === "InvalidStateError" ? "passkey-known" : error.name === "NotAllowedError" ? "passkey-not-used" : "passkey-failed");
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  function say(key) {
    problem.textContent = text(key);
    problem.hidden = false;
  }
});
