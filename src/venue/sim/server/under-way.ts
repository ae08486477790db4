import type { Time } from "../../../market/units.ts";

/** A request that has arrived and isn't answered yet. */
export interface RequestUnderWay {
  /** Counted from the start: the same request has the same number for as long as it is under way. */
  readonly number: number;
  readonly method: string;
  /** From the root, without the query. */
  readonly path: string;
  /** When it arrived, by the exchange's clock. */
  readonly since: Time;
  /** Whether it has been carried out, so that only its answer is still to come. */
  readonly carriedOut: boolean;
}

/** The requests that are being served, for those who want to do something in just that moment. */
export class RequestsUnderWay {
  readonly #requests = new Map<number, { -readonly [Field in keyof RequestUnderWay]: RequestUnderWay[Field] }>();
  #last = 0;

  /** A request has arrived. Answers its number. */
  begin(method: string, path: string, since: Time): number {
    this.#last += 1;
    this.#requests.set(this.#last, { number: this.#last, method, path, since, carriedOut: false });
    return this.#last;
  }

  carriedOut(number: number): void {
    const request = this.#requests.get(number);
    if (request !== undefined) request.carriedOut = true;
  }

  /** It is answered, or never will be. */
  end(number: number): void {
    this.#requests.delete(number);
  }

  /** Oldest first. */
  all(): readonly RequestUnderWay[] {
    return [...this.#requests.values()].map((request) => ({ ...request }));
  }
}
