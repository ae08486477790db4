/** What an action returned or threw. */
export type Attempt<T> =
  | { readonly failed: false; readonly value: T }
  | { readonly failed: true; readonly error: unknown };

/** Does the action, so that what it did before it failed can be handed over before the failure is told. */
export function attempted<T>(action: () => T): Attempt<T> {
  try {
    return { failed: false, value: action() };
  } catch (error) {
    return { failed: true, error };
  }
}
