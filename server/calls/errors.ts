/**
 * What a call request can be refused for. The name of the class goes over HTTP as `error_type`, so that a remote client
 * throws what the store threw; the status is that of 2026's trace server.
 */

export class TraceServerError extends Error {
  readonly status: number;
  /** Further members of the reply's body. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, status = 500, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.status = status;
    this.details = details;
  }
}

/** What the request asks for makes no sense, or isn't possible. */
export class InvalidRequest extends TraceServerError {
  constructor(message: string) {
    super(message, 400);
  }
}

/** The body is not JSON of the right form; `detail` says where, as a list of `{loc, msg, type}`. */
export class ValidationError extends TraceServerError {
  constructor(message: string, detail: readonly { loc: readonly (string | number)[]; msg: string; type: string }[]) {
    super(message, 422, { detail });
  }
}

export class InvalidExternalRef extends TraceServerError {
  constructor(message: string) {
    super(message, 400);
  }
}

export class InvalidInternalRef extends TraceServerError {
  constructor(message: string) {
    super(message, 400);
  }
}

/** A field that a query, a sort or an object id names, and that can't be. */
export class InvalidFieldError extends TraceServerError {
  constructor(message: string) {
    super(message, 422);
  }
}

export class NotFoundError extends TraceServerError {
  constructor(message: string) {
    super(message, 404);
  }
}

/** It is there, and this user may read it, but not change it. */
export class Forbidden extends TraceServerError {
  constructor(message: string) {
    super(message, 403);
  }
}

export class ObjectDeletedError extends TraceServerError {
  constructor(message: string, deletedAt: string) {
    super(message, 404, { deleted_at: deletedAt });
  }
}

export class DigestMismatchError extends TraceServerError {
  constructor(message: string) {
    super(message, 409);
  }
}

export class RequestTooLarge extends TraceServerError {
  constructor(message = 'Request too large') {
    super(message, 413);
  }
}

/** The database is not there, or out of its own limits; the request can be sent again. */
export class BackendError extends TraceServerError {
  constructor(message: string) {
    super(message, 502);
  }
}

export class BackendTimeout extends TraceServerError {
  constructor(message: string) {
    super(message, 504);
  }
}

const CLASSES = {
  InvalidRequest,
  ValidationError,
  InvalidExternalRef,
  InvalidInternalRef,
  InvalidFieldError,
  NotFoundError,
  Forbidden,
  ObjectDeletedError,
  DigestMismatchError,
  RequestTooLarge,
  BackendError,
  BackendTimeout,
} as const;

/** The body of the reply. */
export function toBody(error: TraceServerError): Record<string, unknown> {
  return { reason: error.message, error_type: error.name, ...error.details };
}

/** The error that a reply tells of; of a class that isn't known here, a `TraceServerError`. */
export function fromBody(status: number, body: Readonly<Record<string, unknown>>): TraceServerError {
  const { reason, error_type: type, ...details } = body;
  const error = new TraceServerError(
    typeof reason === 'string' ? reason : `the server answered ${status}`,
    status,
    details,
  );
  const known =
    typeof type === 'string' && Object.hasOwn(CLASSES, type) ? CLASSES[type as keyof typeof CLASSES] : undefined;
  if (known !== undefined) {
    Object.setPrototypeOf(error, known.prototype);
    error.name = type as string;
  }
  return error;
}
