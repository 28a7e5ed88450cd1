// Only comfort: every page works without it. Error summaries take the focus, passwords can be shown, a double click
// on a button marked for it posts once.
import { Button, createAll, ErrorSummary, PasswordInput, SkipLink } from './govuk-frontend.min.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const part of [Button, ErrorSummary, PasswordInput, SkipLink]) createAll(part);
