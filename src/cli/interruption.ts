const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** What signals have asked for. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** 128 and the signal's number, once one has come. */
  readonly received: number | undefined;
}

/** Interrupts work, which then takes away what it has placed; a second signal ends the program at once, and what rests expires. */
export function interruptedBySignals(complain: (text: string) => void): Interruption {
  const abort = new AbortController();
  const heard: { signal: AbortSignal; received: number | undefined } = { signal: abort.signal, received: undefined };
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (heard.received !== undefined) process.exit(128 + number);
      heard.received = 128 + number;
      complain("ending: what was placed is taken away; again, to end at once");
      abort.abort();
    });
  }
  return heard;
}
