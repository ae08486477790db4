const EVERY_MS = 10_000;

/**
 * Collects garbage every so often: left to itself, the heap of a viewer whose every line changes grows by a third before it is collected
 * (decision 0020). At once and not beside the viewer's work, for which the runtime never finds the time. The returned function ends that.
 */
export function tidyNowAndThen(): () => void {
  const handle = setInterval(() => Bun.gc(true), EVERY_MS);
  handle.unref();
  return () => clearInterval(handle);
}
