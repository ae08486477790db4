/** What is done with a command that a page shows. Without a word here it is run as it stands, but for `staged`. */
export type How =
  /** Run like this instead: shorter, or with what a person would type or put in its place. */
  | { readonly as: string }
  /** Not run here, for a reason; a test elsewhere does what it says, where one is named. */
  | { readonly not: string; readonly test?: string };

const SYSTEM = "it is for a system of its own, or changes this one";

/** By page and command. A command that isn't there any more has to go from here. */
export const HOW: Readonly<Record<string, Readonly<Record<string, How>>>> = {
  "README.md": {
    "bin/tauroi": { as: '"$ROOT/bin/tauroi" --headless --duration 10s' },
    "bin/tauroi --headless --seed 7 --duration 10m --speed max --json": {
      as: '"$ROOT/bin/tauroi" --headless --seed 7 --duration 10m --speed max --json',
    },
    "bin/test": { not: "it runs this test", test: "test/bin/launcher.test.ts" },
  },
  "CONTRIBUTING.md": {
    "bin/test test/engine": { not: "it runs tests, as this one is", test: "test/bin/launcher.test.ts" },
    "bun run check": { not: "it takes a minute; CI runs it" },
    "bun run simulate --seeds 20 --from 1": { not: "it takes minutes", test: "test/simulation/simulation.test.ts" },
    "bun run mutate --seeds 10": { not: "it takes minutes", test: "test/simulation/simulation.test.ts" },
    "bun run bench model": { not: "it measures, which wants a quiet machine" },
  },
  "docs/deploying.md": {
    "INSTALL_REPOSITORY=https://github.com/OWNER/tauroi sh install.sh [VERSION]": {
      not: "it takes a release from the network",
      test: "test/bin/install.test.ts",
    },
    "tmux new -s tauroi": { not: "it needs a terminal" },
    "tauroi run --venue prod --live --profile best": {
      as: "tauroi run --venue $VENUE --live --profile best --headless --duration 2s",
    },
    "useradd --system --home-dir /var/lib/tauroi --shell /usr/sbin/nologin tauroi": { not: SYSTEM },
    "install -m 755 tauroi-linux-x64 /usr/local/bin/tauroi": { not: SYSTEM },
    "install -d -m 750 -g tauroi /etc/tauroi": { not: SYSTEM },
    "install -m 640 -g tauroi tauroi.toml /etc/tauroi/tauroi.toml": { not: SYSTEM },
    "install -m 600 -o tauroi private.pem /etc/tauroi/private.pem": { not: SYSTEM },
    "install -m 600 /dev/stdin /etc/tauroi/tauroi.env <<'END'": { not: SYSTEM },
    "install -m 644 docs/deploy/tauroi.service docs/deploy/tauroi-watchdog.service /etc/systemd/system/": {
      not: SYSTEM,
      test: "test/deploy/units.test.ts",
    },
    "systemctl daemon-reload": { not: SYSTEM },
    "systemctl enable --now tauroi": { not: SYSTEM },
    "docs/deploy/upgrade.sh NEW": { not: "it takes an engine's place", test: "test/deploy/upgrade.test.ts" },
    "podman build --file docs/deploy/Containerfile --build-arg PROGRAM=dist/tauroi-linux-x64 --tag tauroi .": {
      not: SYSTEM,
    },
    "podman run --detach --name tauroi --volume tauroi:/var/lib/tauroi --env-file tauroi.env tauroi": { not: SYSTEM },
    "podman stop --time 90 tauroi": { not: SYSTEM },
  },
  "docs/exchange.md": {
    "tauroi exchange --describe --tape trades.csv.gz --settlements settlements.csv": {
      not: "it simulates months",
      test: "test/cli/exchange-describe.test.ts",
    },
  },
  "docs/going-live.md": {
    "tauroi parity ramp/*/ --gates": {
      as: "tauroi run --venue $VENUE --live --headless --profile documented --state ramp/1 --duration 5s && tauroi parity ramp/*/ --gates",
    },
  },
  "docs/killing.md": {
    "tauroi kill [--ours] [--state DIR | --engine PID] [--venue demo|prod|URL] [--json]": {
      as: "tauroi kill --venue $VENUE", // with --ours it waits 35 s for its proof,
    },
    "tauroi drill --venue demo": { not: "it takes a minute", test: "test/e2e/drill.test.ts" },
    "TAUROI_WATCHDOG_KEY_ID=... TAUROI_WATCHDOG_PRIVATE_KEY_FILE=... tauroi watchdog --state DIR": {
      as: "TAUROI_WATCHDOG_KEY_ID=$TAUROI_KEY_ID TAUROI_WATCHDOG_PRIVATE_KEY_FILE=kalshi.key tauroi watchdog --venue $VENUE --once || test $? = 4", // no engine runs
    },
  },
  "docs/observing.md": {
    "tauroi alerts ack drift": { as: "tauroi alerts ack drift || test $? = 2" }, // no such alert is open
  },
  "docs/operating.md": {
    "tauroi attach --readonly": { not: "it needs a terminal", test: "test/e2e/viewers.test.ts" },
    "tauroi rules": { as: "tauroi rules --venue $VENUE" },
    "tauroi run --live --profile best --after-kill resume": {
      as: "tauroi run --live --profile best --after-kill resume --venue $VENUE --headless --duration 2s",
    },
  },
  "docs/recording.md": {
    "tauroi record --venue prod --series KXTOPMONTHLY": {
      as: "until grep -qs orderbook_delta recordings/*/stream-*; do tauroi record --venue $VENUE --series KXTOPMONTHLY --duration 3s || exit; done",
    },
  },
  "docs/setting-up.md": {
    "tauroi init": { as: "tauroi init --venue $VENUE --key-file kalshi.key --key-id ID --yes" },
    "tauroi run": { as: "tauroi run --headless --duration 2s" },
    "tauroi init --venue demo --key-file kalshi.key --key-id ID --yes": {
      as: "rm tauroi.toml; tauroi init --venue demo --key-file kalshi.key --key-id ID --yes",
    },
    "tauroi init --venue demo --no-key --yes --config demo.toml": {
      as: "tauroi init --venue demo --no-key --yes --config demo.toml",
    },
  },
  "docs/signals.md": {
    "tauroi artists --venue prod": { not: "it asks Spotify", test: "test/e2e/signals.test.ts" },
  },
  "docs/sweeps.md": {
    "tauroi sweep --tape trades.csv.gz --settlements settlements.csv --space docs/sweep-space.toml --random 400 --seed 7 --out drawn":
      {
        as: 'tauroi sweep --tape trades.csv.gz --settlements settlements.csv --space "$ROOT/docs/sweep-space.toml" --random 3 --seed 7 --out drawn',
      },
    "tauroi sweep ... --shard 1/4 --out part-1": {
      as: "for part in 1 2 3 4; do tauroi sweep --tape trades.csv.gz --settlements settlements.csv --grid order_size=1,2,3,4 --shard $part/4 --out part-$part || exit; done",
    },
  },
  "docs/venue-facts.md": {
    "tauroi doctor --probe --venue demo": { not: "it takes minutes", test: "test/app/probe/probe-account.test.ts" },
    "tauroi doctor --probe --venue demo --facts 14 --wait 10m": {
      not: "it waits for a pause",
      test: "test/app/probe/probe-account.test.ts",
    },
  },
};

/** Pages whose commands decide the event: they have an exchange of their own. */
export const WITH_EXCHANGE: ReadonlySet<string> = new Set(["docs/exchange.md"]);

/** Pages whose commands are about an engine that runs. */
export const WITH_ENGINE: ReadonlySet<string> = new Set(["docs/observing.md", "docs/operating.md"]);

/** A command as it can be run in seconds on the stage: at an exchange of our own, without a terminal, and not for long. */
export function staged(command: string): string {
  const here = command
    .replaceAll(/--venue (demo|prod|http:\S+)/g, "--venue $VENUE")
    .replaceAll(/--port \d+/g, "--port 0")
    .replaceAll(/recordings\/[A-Z0-9-]+/g, "recordings/*");
  if (/^tauroi run\b/.test(here)) {
    if (here.includes("--venue")) return `${here} --headless --duration 2s`;
    if (!here.includes("--duration")) return `${here} --headless --duration 10m`;
  }
  if (/^tauroi record\b/.test(here)) return `${here} --duration 2s`;
  return here;
}
