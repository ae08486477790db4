/** How often something struck, and how often while a request was under way. */
export interface Struck {
  count: number;
  underWay: number;
}

/** What has struck in a simulation. */
export class Strikes {
  readonly kinds = new Map<string, Struck>();

  count(kind: string, isUnderWay: boolean): void {
    const struck = this.kinds.getOrInsertComputed(kind, () => ({ count: 0, underWay: 0 }));
    struck.count++;
    if (isUnderWay) struck.underWay++;
  }
}
