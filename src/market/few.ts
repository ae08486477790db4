// For lists of a handful, changed so often that the general ways, which make new lists, would be felt.

/** Sorts a list in place; equals stay in their order. Each item finds its place from the end. */
export function sortFew<Item>(items: Item[], compare: (one: Item, other: Item) => number): void {
  for (let index = 1; index < items.length; index++) {
    const item = items[index]!;
    let place = index;
    while (place > 0 && compare(items[place - 1]!, item) > 0) {
      items[place] = items[place - 1]!;
      place--;
    }
    items[place] = item;
  }
}

/** Takes an item out of a list; the others stay in their order. One that isn't in it changes nothing. */
export function removeFrom<Item>(items: Item[], item: Item): void {
  const found = items.indexOf(item);
  if (found < 0) return;
  for (let index = found + 1; index < items.length; index++) items[index - 1] = items[index]!;
  items.pop();
}
