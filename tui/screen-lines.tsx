import { Box, Text } from "ink";
import { use } from "react";
import type { Line } from "./line.ts";
import { LineCodesContext } from "./screen-line-codes.ts";
import type { Palette } from "./screen-tones.ts";

interface ScreenProps {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly palette: Palette;
}

/** Lines from the top of the terminal, none wider than `columns`. What looks as before is not written again. */
export function ScreenLines({ lines, columns, palette }: ScreenProps) {
  const codes = use(LineCodesContext);
  codes.keep(lines.length);
  return (
    <Box flexDirection="column" width={columns} height={lines.length}>
      {lines.map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <Text key={row}>{spans.length === 0 ? " " : codes.codeOf(row, spans, palette)}</Text>
      ))}
    </Box>
  );
}
