// Only comfort: every page works without it. Error summaries take the focus, passwords can be shown, a double click
// on a button marked for it posts once, what is left of a long text is counted, a field beside a choice opens with it,
// "none" unticks the others, and where there is room beside the list filters begin open. Served as one file with what it imports
// (apps/web/src/shell/assets.scripts.ts).
import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs';
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs';
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs';
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs';
import { PasswordInput } from 'govuk-frontend/dist/govuk/components/password-input/password-input.mjs';
import { Radios } from 'govuk-frontend/dist/govuk/components/radios/radios.mjs';
import { SkipLink } from 'govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const Part of [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink])
  for (const element of document.querySelectorAll(`[data-module="${Part.moduleName}"]`))
    try {
      new Part(element);
    } catch (error) {
      // One part that does not come up leaves the others as they are.
      console.error(error);
    }
if (matchMedia('(min-width: 700px)').matches)
  for (const filter of document.querySelectorAll('details.me-filter')) filter.open = true;
