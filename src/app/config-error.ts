/** Something about the configuration is wrong. Each problem names where it was given, the setting, its value and the mend. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly exitCode = 2;
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
