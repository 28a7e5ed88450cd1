// The box over every page: Ctrl+K opens it, and so does typing into the one in the header. What is under it comes from the
// server, by the same rights as the page /find, where the header's box leads without this.
const header = document.querySelector('[data-find] input');
const WAIT_MS = 120;

const dialog = document.createElement('dialog');
dialog.className = 'me-palette';
dialog.setAttribute('aria-label', 'Find');
dialog.innerHTML = `
  <input type="text" role="combobox" aria-label="Find employers, people, sessions, emails and pages" aria-expanded="false"
    aria-controls="found" aria-autocomplete="list" autocomplete="off" spellcheck="false" maxlength="200">
  <ul id="found" role="listbox" aria-label="Found" hidden></ul>
  <p aria-hidden="true"><span class="me-kbd">↑</span> <span class="me-kbd">↓</span> choose <span class="me-kbd">Enter</span> open
    <span class="me-kbd">Esc</span> close</p>
  <p class="vh" role="status"></p>`;
document.body.append(dialog);
const [input, list, status] = ['input', 'ul', '[role=status]'].map((name) => dialog.querySelector(name));

let options = [];
let chosen = -1;
// What the options belong to: not yet to letters typed since.
let shownFor = '';
let asked;
let timer;

function choose(at) {
  chosen = options.length ? (at + options.length) % options.length : -1;
  for (const [i, option] of options.entries()) option.setAttribute('aria-selected', String(i === chosen));
  if (chosen < 0) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', options[chosen].id);
  options[chosen].scrollIntoView({ block: 'nearest' });
}

function show(said, found, typed) {
  shownFor = typed;
  list.replaceChildren(...found);
  options = [...list.children];
  for (const [i, option] of options.entries()) option.id = `found-${i}`;
  list.hidden = !options.length;
  input.setAttribute('aria-expanded', String(options.length > 0));
  status.textContent = said;
  choose(0);
}

async function look() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const typed = input.value;
  if (!typed.trim()) return show('', [], typed);
  try {
    const answer = await fetch(`/find/quick?q=${encodeURIComponent(typed)}`, { signal });
    // Signed out meanwhile, or there is no answer just now: the page says so better than a box can.
    if (!answer.ok || answer.redirected) throw new Error();
    const part = document.createElement('template');
    part.innerHTML = await answer.text();
    const found = part.content.querySelector('[data-said]');
    if (!found) throw new Error();
    show(found.dataset.said, found.children, typed);
  } catch {
    if (!signal.aborted) show('Press Enter to search', [], typed);
  }
}

function open(typed = '') {
  if (!dialog.open) dialog.showModal();
  input.value = typed;
  input.focus();
  void look();
}

document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
    return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
});
header.addEventListener('input', () => {
  open(header.value);
  header.value = '';
});
input.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT_MS);
});
input.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
    choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
  else if (event.key === 'Enter' && input.value.trim()) {
    const option = input.value === shownFor ? options[chosen] : undefined;
    location.assign(option?.dataset.href ?? `/find?q=${encodeURIComponent(input.value)}`);
  } else return;
  event.preventDefault();
});
list.addEventListener('click', (event) => {
  const option = event.target.closest('[data-href]');
  if (option) location.assign(option.dataset.href);
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
