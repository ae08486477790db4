import { readAnswer } from "./answer.ts";
import { refusalOf, unreadable } from "./failure.ts";
import { type CallOptions, isSuccess, ReadClient, type ReadClientOptions } from "./read-client.ts";
import type { WriteRequest } from "./request.ts";

export type RestClientOptions = ReadClientOptions;

/** Speaks to the exchange's REST interface: reads, and changes what `createOrder` and its like describe. Every failure is a KalshiError. */
export class RestClient extends ReadClient {
  /** Changes something, once. A failure of kind `unknown-outcome` may have been carried out. */
  async write<T>(request: WriteRequest<T>, options: CallOptions = {}): Promise<T> {
    const { method, path } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const sent = await this.send(
      { ...request, body, authentication: "needed" },
      { ...options, freshConnection: options.freshConnection ?? request.alone },
    );
    if (!isSuccess(sent.answer)) {
      const error = refusalOf({ method, path }, true, sent.answer, sent.signedAt);
      const settled = request.settle?.(error);
      if (settled !== undefined) return settled;
      throw error;
    }
    const answer = readAnswer({ method, path }, true, sent.answer, request.answer);
    const doubt = request.doubt?.(answer);
    if (doubt !== undefined) throw unreadable({ method, path }, true, sent.answer.status, doubt);
    return answer;
  }
}
