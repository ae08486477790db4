import { useMemo } from "react";
import { useFrame } from "./hooks/use-frame.ts";
import { useScreenKeys } from "./screen-keys.ts";
import { ScreenLines } from "./screen-lines.tsx";
import { useScreenSuspension } from "./screen-suspension.ts";
import { paletteFor } from "./screen-tones.ts";
import type { Suspension } from "./suspension.ts";
import type { Viewer } from "./viewer.ts";

interface AppProps {
  readonly viewer: Viewer;
  readonly readonly: boolean;
  readonly isAscii: boolean;
  /** Bits of colour that the terminal shows. */
  readonly colourDepth: number;
  readonly suspension: Suspension;
}

/** The whole interface: the viewer's picture as lines, and the keys back to it. */
export function App({ viewer, readonly, isAscii, colourDepth, suspension }: AppProps) {
  const { lines, columns } = useFrame(viewer, { readonly, isAscii });
  const palette = useMemo(() => paletteFor(colourDepth), [colourDepth]);
  useScreenKeys(viewer.press, () => viewer.say("pasted text is not taken for keys"));
  useScreenSuspension(suspension);
  return <ScreenLines lines={lines} columns={columns} palette={palette} />;
}
