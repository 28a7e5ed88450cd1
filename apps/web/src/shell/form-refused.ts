import { CodedError } from '#platform';

/** Field (dotted path, e.g. `people.0.name`) → what to do about it. */
export type FieldErrors = Record<string, string>;

/**
 * A posted form that needs correcting, said beside its fields (`form`: above them). `model` is what the page shows only
 * then, such as employers that are perhaps the same.
 */
export class FormRefused extends CodedError {
  constructor(
    fields: FieldErrors,
    readonly model: object = {},
  ) {
    super('invalid', 'shell.form-refused', Object.values(fields)[0] ?? 'Check what you entered.', fields);
  }
}

/** Thrown by a page that has nothing to show any more: the browser goes there instead. */
export class SeeOther extends Error {
  constructor(readonly url: string) {
    super('the page is elsewhere');
  }
}

/**
 * Thrown by a form whose button changed only the form (a line more, the next step): it is shown with these values, and
 * nothing is wrong. `model` is what the page shows only then.
 */
export class FormChanged extends Error {
  constructor(
    readonly values: Record<string, unknown>,
    readonly model: object = {},
  ) {
    super('a form is shown with other values');
  }
}

/**
 * Another page in the place of the one asked for, with its status and headers: that a link has ended, or a form again
 * after a refusal (`FormPages`). Sent by `ErrorsFilter`.
 */
export class OtherPage extends Error {
  constructor(
    readonly view: string,
    readonly model: object,
    readonly status = 200,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super('another page is shown');
  }
}
