import { useMemo } from "react";
import { type Charts, NO_CHARTS } from "./charts.ts";
import type { Scene } from "./frame.ts";
import { useFrame } from "./hooks/use-frame.ts";
import { useSpoken } from "./hooks/use-spoken.ts";
import { useScreenKeys } from "./screen-keys.ts";
import { ScreenLines } from "./screen-lines.tsx";
import { SpokenLines, useIsReadAloud } from "./screen-spoken.tsx";
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
  readonly charts?: Charts;
}

/** The whole interface: the viewer's picture, drawn or to be read aloud, and the keys back to it. */
export function App({ viewer, readonly, isAscii, colourDepth, suspension, charts = NO_CHARTS }: AppProps) {
  useScreenKeys(viewer.press, () => viewer.say("pasted text is not taken for keys"));
  useScreenSuspension(suspension);
  const look = { readonly, isAscii, charts };
  if (useIsReadAloud()) return <Spoken viewer={viewer} look={look} />;
  return <Drawn viewer={viewer} look={look} colourDepth={colourDepth} />;
}

interface PictureProps {
  readonly viewer: Viewer;
  readonly look: Look;
}

type Look = Pick<Scene, "readonly" | "isAscii" | "charts">;

function Drawn({ viewer, look, colourDepth }: PictureProps & Pick<AppProps, "colourDepth">) {
  const { lines, columns } = useFrame(viewer, look);
  const palette = useMemo(() => paletteFor(colourDepth), [colourDepth]);
  return <ScreenLines lines={lines} columns={columns} palette={palette} />;
}

function Spoken({ viewer, look }: PictureProps) {
  return <SpokenLines lines={useSpoken(viewer, look)} />;
}
