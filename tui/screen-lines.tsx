import { Box, Text, Transform } from "ink";
import { memo } from "react";
import { type Line, plainText, sameLine } from "./line.ts";
import { ansiText, type Palette } from "./screen-tones.ts";

interface ScreenProps {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly palette: Palette;
}

/** Lines from the top of the terminal, none wider than `columns`. */
export function ScreenLines({ lines, columns, palette }: ScreenProps) {
  return (
    <Box flexDirection="column" width={columns} height={lines.length}>
      {lines.map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <ScreenLine key={row} spans={spans} columns={columns} palette={palette} />
      ))}
    </Box>
  );
}

interface LineProps {
  readonly spans: Line;
  readonly columns: number;
  readonly palette: Palette;
}

/**
 * Drawn again only when it looks different. The line itself comes in as a transformation of a blank one: its width is known
 * already, so the renderer needn't measure and lay it out again, which is most of what a frame costs.
 */
const ScreenLine = memo(
  ({ spans, columns, palette }: LineProps) => (
    <Transform transform={() => ansiText(spans, palette)} accessibilityLabel={plainText(spans).trim()}>
      <Text wrap="truncate">{" ".repeat(columns)}</Text>
    </Transform>
  ),
  (before, after) =>
    before.palette === after.palette && before.columns === after.columns && sameLine(before.spans, after.spans),
);
ScreenLine.displayName = "ScreenLine";
