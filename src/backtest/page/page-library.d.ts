/** Files that are part of the page as they are: their texts. */

declare module "*.css" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: as Bun gives it
  export default text;
}

declare module "uplot/LICENSE" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: as Bun gives it
  export default text;
}

declare module "uplot/dist/uPlot.iife.min.js" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: as Bun gives it
  export default text;
}

declare module "./browser/*" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: as Bun gives it
  export default text;
}
