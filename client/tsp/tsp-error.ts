/** A request that the trace server refused or could not answer. The message can be shown to the user. */
export class TspError extends Error {
  /** HTTP status; 503 if there was no reply; 200 if the answer says FAILED. */
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** The parameter that is to blame, and where in its text, if the server told. */
  readonly parameter: string | undefined;
  readonly position: number | undefined;
  /** The whole `ErrorResponse`: a conflict carries the trace or experiment that is in the way. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, title: string, body: Readonly<Record<string, unknown>> = {}) {
    const detail = text(body.detail) ?? text(body.details);
    super(detail === undefined ? title : `${title}: ${detail}`);
    this.name = 'TspError';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.parameter = text(body.parameter);
    this.position = typeof body.position === 'number' ? body.position : undefined;
    this.body = body;
  }

  /** From a reply that is not a success. */
  static fromReply(status: number, statusText: string, body: unknown): TspError {
    const error = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const title = text(error.title) ?? `The trace server answered ${status}${statusText ? ` (${statusText})` : ''}`;
    return new TspError(status, title, error);
  }

  static unreachable(reason: string): TspError {
    // What browsers and Node say of it ("Failed to fetch") helps nobody.
    const detail = /fetch|load failed/i.test(reason)
      ? 'it has ended or is starting again. What is shown and typed stays; try again in a moment'
      : reason;
    return new TspError(503, 'The trace server does not answer', { detail });
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
