import uPlotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uPlotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import uPlotLicence from "uplot/LICENSE" with { type: "text" };
import charts from "./browser/charts.js" with { type: "text" };
import colours from "./browser/colours.css" with { type: "text" };
import contract from "./browser/contract.js" with { type: "text" };
import data from "./browser/data.js" with { type: "text" };
import main from "./browser/main.js" with { type: "text" };
import style from "./browser/page.css" with { type: "text" };
import plots from "./browser/plots.js" with { type: "text" };
import tables from "./browser/tables.js" with { type: "text" };

/** The chart library with its licence, and the page's own script, one after the other; its parts share one scope that nothing else sees. */
export const PAGE_SCRIPT = `/*! uPlot\n${uPlotLicence}*/\n${uPlotScript}\n(() => {\n"use strict";\n${[data, charts, plots, contract, tables, main].map(withoutModules).join("\n")}\n})();`;

export const PAGE_STYLE = `${uPlotStyle}\n${colours}\n${style}`;

/** The script of a module whose imports stand before it: the page is one file, and modules are loaded from files. */
function withoutModules(script: string): string {
  return script.replaceAll(/^import [^;]*;\n/gm, "").replaceAll(/^export /gm, "");
}
