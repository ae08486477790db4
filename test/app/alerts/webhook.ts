/** What a webhook has been sent. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A webhook that really listens, on this machine, and answers as it is told. */
export class Webhook {
  readonly received: Received[] = [];
  /** Answers requests; 200 "ok" unless it is told otherwise. */
  answer: (count: number) => Response | Promise<Response> = () => new Response("ok");
  readonly #server: Bun.Server<undefined>;
  #underWay = 0;

  constructor() {
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (request) => {
        const headers = Object.fromEntries(request.headers);
        this.received.push({ path: new URL(request.url).pathname, headers, body: await request.text() });
        return await this.answer(this.received.length);
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}/hidden/place`;
  }

  /** What reaches it, and lets `quiet` know while something is under way. */
  readonly fetch = (async (...request: Parameters<typeof fetch>) => {
    this.#underWay += 1;
    try {
      const answer = await fetch(...request);
      const text = await answer.text();
      return new Response(text === "" ? null : text, { status: answer.status, headers: answer.headers });
    } finally {
      this.#underWay -= 1;
    }
  }) as typeof fetch;

  /** Resolves when nothing is under way, in real time. */
  async quiet(): Promise<void> {
    do await Bun.sleep(2);
    while (this.#underWay > 0);
    await Bun.sleep(0);
  }

  /** The bodies as JSON. */
  get documents(): readonly Record<string, unknown>[] {
    return this.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  async close(): Promise<void> {
    await this.#server.stop(true);
  }
}
