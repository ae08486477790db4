/** An amount of micro-dollars for evidence, to the hundredth of a cent: "$1.0450", "-$0.0100". */
export function dollars(amount: number): string {
  return `${amount < 0 ? "-" : ""}$${(Math.abs(amount) / 1_000_000).toFixed(4)}`;
}
