/** Something was to be sent that may change the exchange. */
export class WriteRefused extends Error {
  override readonly name = "WriteRefused";
}

/** The same way to the exchange, for requests that only read: any other is refused before anything leaves. */
export function onlyReading(send: typeof fetch): typeof fetch {
  const reading = (url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
    const method = (init.method ?? (url instanceof Request ? url.method : "GET")).toUpperCase();
    if (method === "GET" && init.body == null) return send(url, init);
    const { pathname } = new URL(url instanceof Request ? url.url : url);
    return Promise.reject(new WriteRefused(`${method} ${pathname}: a dry run sends nothing that may change anything`));
  };
  return reading as typeof fetch;
}
