// Forms that a passkey fills in. The server asks for nothing more than what stands in the page; without this, or in a browser
// without passkeys, they stay hidden and there is another way beside them.
const WRONG = {
  NotAllowedError: 'That did not work, or took too long. Try again, or use another way.',
  InvalidStateError: 'This device holds a passkey for your account already.',
  SecurityError: 'Passkeys do not work under this address. Use another way.',
};

const supported =
  'PublicKeyCredential' in window &&
  'parseCreationOptionsFromJSON' in PublicKeyCredential &&
  navigator.credentials;

const answer = async (form) => {
  const options = JSON.parse(form.dataset.options);
  const credential =
    form.dataset.passkey === 'make'
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  return JSON.stringify(credential.toJSON());
};

for (const form of supported ? document.querySelectorAll('form[data-passkey]') : []) {
  const { rp, rpId } = JSON.parse(form.dataset.options);
  // They hold for the name people are to use, and for nobody who came by another.
  if ((rp?.id ?? rpId) !== location.hostname) continue;
  const said = form.querySelector('[role=status]');
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const name = form.elements.namedItem('name');
    // The page says it beside the field, as of any other; the device is not asked for nothing.
    if (name && !name.value.trim()) {
      form.submit();
      return;
    }
    said.textContent = 'Your device asks you now.';
    try {
      form.elements.namedItem('response').value = await answer(form);
      form.submit();
    } catch (error) {
      said.textContent = WRONG[error.name] ?? WRONG.NotAllowedError;
    }
  });
}
