/** What each kind of venue is. */
export const VENUES = [
  ["demo", "Kalshi's demo exchange: play money; it has accounts and keys of its own"],
  ["prod", "Kalshi itself: real money; without --live it is only looked at"],
  ["sim", "the exchange within this program: needs neither key nor network"],
  ["URL", "another one, such as a tauroi exchange on this machine"],
] as const;

/** The ways to a key. */
export const KEY_WAYS = [
  ["file", "you have its private half in a file, or get it from Kalshi's site now"],
  ["make", "make a pair here, for an exchange that takes your public half"],
  ["none", "not now: dry runs read the market over REST, which shows less"],
] as const;

/** How one gets a key from Kalshi. */
export function getKeyWords(venue: string): readonly string[] {
  const site = venue === "demo" ? "demo.kalshi.co" : "kalshi.com";
  return [
    `On ${site}: Account & security > API Keys > Create Key. Of its scopes`,
    "read and write::trade are enough: without write::transfer it can't move money.",
    "The site shows the key's identifier and downloads its private half, once.",
  ];
}

/** What is to be done with the public half of a pair that was made here. */
export function publishKeyWords(venue: string): readonly string[] {
  if (venue !== "demo" && venue !== "prod") {
    return ["Hand it to that exchange: tauroi exchange takes --public-key FILE --key-id ID."];
  }
  const site = venue === "demo" ? "demo.kalshi.co" : "kalshi.com";
  return [
    `Paste it on ${site}: Account & security > API Keys > Create Key, where`,
    "that has a field for a public key. Otherwise Kalshi takes it by its API, from",
    "accounts of the levels Premier and Market Maker: POST /api_keys with name,",
    "public_key and scopes, signed with a key that you have. Scopes: read and",
    "write::trade are enough; without write::transfer it can't move money.",
    "Where neither is open to you, let the site make the key and take its file.",
  ];
}
