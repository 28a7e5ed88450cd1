// Only comfort: every page works without it. Error summaries take the focus, passwords can be shown, a double click
// on a button marked for it posts once, what is left of a long text is counted, a field beside a choice opens with it,
// "none" unticks the others, and on a phone filters begin folded.
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  PasswordInput,
  Radios,
  SkipLink,
} from './govuk-frontend.min.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink])
  createAll(part);
if (matchMedia('(max-width: 699px)').matches)
  for (const filter of document.querySelectorAll('details.me-filter')) filter.open = false;
