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

/** Thrown by a handler that shows another page than its own, such as that of a link which has ended. */
export class OtherPage extends Error {
  constructor(
    readonly view: string,
    readonly model: object,
    readonly status = 200,
  ) {
    super('another page is shown');
  }
}

/** A form to be shown again after a refusal: all that the answer needs. Made by `FormPages`, sent by `ErrorsFilter`. */
export class FormAgain extends OtherPage {
  constructor(
    view: string,
    model: object,
    status: number,
    /** Seconds after which the same may be taken. */
    readonly retryAfter: string | undefined,
  ) {
    super(view, model, status);
  }
}
