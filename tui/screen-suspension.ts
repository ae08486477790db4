import { useApp } from "ink";
import { useEffect } from "react";
import type { Suspension } from "./suspension.ts";

/** Lets `suspension` hand the terminal over and take it back. */
export function useScreenSuspension(suspension: Suspension): void {
  const { suspendTerminal } = useApp();
  useEffect(() => {
    suspension.bind(async () => {
      const held = await suspendTerminal();
      return () => held.resume();
    });
    return () => suspension.bind(undefined);
  }, [suspension, suspendTerminal]);
}
