import { Box, Text, useIsScreenReaderEnabled } from "ink";

/** Whether the terminal is read aloud (INK_SCREEN_READER=true). */
export const useIsReadAloud = useIsScreenReaderEnabled;

/** Lines for a screen reader: plain text, one thing after the other. */
export function SpokenLines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Box flexDirection="column">
      {lines.map((text, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Text key={place}>{text}</Text>
      ))}
    </Box>
  );
}
