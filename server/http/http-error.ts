/** A refusal with its HTTP status. Its body is the protocol's `ErrorResponse`, with more members where they help the client. */
export class HttpError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, title: string, detail?: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail === undefined ? title : `${title}: ${detail}`);
    this.name = 'HttpError';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.extra = extra;
  }

  get body(): Record<string, unknown> {
    return { ...this.extra, title: this.title, ...(this.detail === undefined ? {} : { detail: this.detail }) };
  }
}
