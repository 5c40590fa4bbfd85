// Between the JSON that servers speak and the bytes that navigator.credentials wants. Browsers' own converters are too young.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

function toText(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const named = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

// Options as they came from the server, ready for create() or get().
export function readied(options) {
  const ready = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) ready.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) ready.allowCredentials = named(options.allowCredentials);
  return ready;
}

// A credential as text for a form's hidden field.
export function told(credential) {
  const said = credential.response;
  const response = { clientDataJSON: toText(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = toText(said.attestationObject);
    response.transports = said.getTransports?.() ?? [];
  } else {
    response.authenticatorData = toText(said.authenticatorData);
    response.signature = toText(said.signature);
    if (said.userHandle) response.userHandle = toText(said.userHandle);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}
