// Puts a placeholder where the cursor last was in the words of a mail. Without script the text beside each is copied.
const fields = ['subject', 'body', 'because'].map((id) => document.getElementById(id));
let last = fields[1];
for (const field of fields) field?.addEventListener('focus', () => (last = field));
for (const button of document.querySelectorAll('.mt-insert')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, 'end');
    last.focus();
  });
}
