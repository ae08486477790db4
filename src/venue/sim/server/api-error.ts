/** In which of the exchange's four forms an error is written. */
export type ErrorForm =
  | "nested" // {"error": {"code", "message", "details"}}: authentication and everything that the exchange decides
  | "flat" // {"code", "message", "details"}: a body that can't be read
  | "message" // {"msg"}: a parameter outside its bounds
  | "string"; // {"error": "too many requests"}

/** A request that ends in an error on the wire. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: string,
    readonly form: ErrorForm = "nested",
  ) {
    super(message);
  }

  /** What is under `error`, in answers to batches too. */
  get content(): { readonly code: string; readonly message: string; readonly details?: string } {
    const { code, message, details } = this;
    return { code, message, ...(details !== undefined && { details }) };
  }

  get body(): unknown {
    const { form, message, content } = this;
    if (form === "flat") return content;
    if (form === "message") return { msg: message };
    return { error: form === "nested" ? content : message };
  }

  get response(): Response {
    return Response.json(this.body, { status: this.status });
  }
}

/** A body that is no JSON, or has a value of another type than the exchange reads. */
export function undecodable(details: string): ApiError {
  return new ApiError(400, "bad_request", "bad request", details, "flat");
}

/** What makes no sense, though it can be read. */
export function badRequest(details: string): ApiError {
  return new ApiError(400, "bad_request", "bad request", details);
}

/** A parameter outside its bounds. */
export function invalidParameter(details: string): ApiError {
  return new ApiError(400, "", `Parameter validation failed: ${details}`, undefined, "message");
}

export function tooManyRequests(): ApiError {
  return new ApiError(429, "", "too many requests", undefined, "string");
}

export function notFound(details: string): ApiError {
  return new ApiError(404, "not_found", "not found", details);
}
