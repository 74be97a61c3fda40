"use strict";
// Passkeys. A form with data-passkey="create" or "get" holds the server's options as JSON, or none:
// then it fetches them when the button is pressed. It is hidden until the browser can do it.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// The server writes binary values as base64url; the browser wants and gives buffers.
function decoded(options) {
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
  };
}

function encoded(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])])),
  });
}

async function ask(form) {
  const data = form.querySelector("script");
  const json = data ? JSON.parse(data.textContent) : await (await fetch(form.action)).json();
  if (form.dataset.passkey === "get")
    return navigator.credentials.get({ publicKey: decoded(json.request_options.publicKey) });
  const publicKey = decoded(json.creation_options.publicKey);
  // Phones and computers then sign in by the passkey alone; simple security keys stay a second step.
  publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: "preferred", requireResidentKey: false };
  return navigator.credentials.create({ publicKey });
}

const SENTENCES = {
  NotAllowedError: "Das hat nicht geklappt: Der Vorgang wurde abgebrochen, dauerte zu lange, oder dieses Gerät kennt keinen Passkey für Ihr Konto.",
  InvalidStateError: "Dieses Gerät hat schon einen Passkey für Ihr Konto.",
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  const error = form.querySelector("[data-passkey-error]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    error.hidden = true;
    try {
      form.elements.credential.value = encoded(await ask(form));
      form.submit();
    } catch (problem) {
      error.textContent = SENTENCES[problem.name] ?? "Das hat nicht geklappt. Laden Sie die Seite neu und versuchen Sie es noch einmal.";
      error.hidden = false;
    }
  });
}
