import type { BunPlugin } from "bun";

/**
 * What it takes to compile the libraries of the interface into one file: each of these would compile without it, and
 * the program would die at its start.
 */
export const BUILD_PLUGINS: readonly BunPlugin[] = [
  absentModule("react-devtools-core"), // Ink asks for it when DEV=true
  absentModule("term.js"), // blessed's terminal widget, which nothing here uses
  absentModule("pty.js"),
  blessedWidgets(),
];

/** Resolves `name`, which isn't installed, to an empty module. */
function absentModule(name: string): BunPlugin {
  return {
    name: `absent ${name}`,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name.replace(".", "\\.")}$`) }, () => ({
        path: name,
        namespace: "absent",
      }));
      build.onLoad({ filter: new RegExp(`^${name.replace(".", "\\.")}$`), namespace: "absent" }, () => ({
        contents: "module.exports = {};",
        loader: "js",
      }));
    },
  };
}

const WIDGET_LOOP = /widget\.classes\.forEach\(function\(name\) \{[^}]*require\([^}]*\}\);/;

/** blessed loads its widgets by names that it computes, which a compiler cannot follow: writes every one out. */
function blessedWidgets(): BunPlugin {
  return {
    name: "blessed widgets",
    setup(build) {
      build.onLoad({ filter: /[\\/]blessed[\\/]lib[\\/]widget\.js$/ }, async ({ path }) => {
        const text = await Bun.file(path).text();
        const [, list] = /widget\.classes = \[([^\]]*)\]/.exec(text) ?? [];
        if (list === undefined || !WIDGET_LOOP.test(text)) {
          throw new Error(
            `${path} is not as this plugin knows it: see how it loads its widgets, and write that out here`,
          );
        }
        const requires = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => {
          const file = name!.toLowerCase();
          return `widget.${name} = widget.${file} = require('./widgets/${file}');`;
        });
        return { contents: text.replace(WIDGET_LOOP, requires.join("\n")), loader: "js" };
      });
    },
  };
}
