import { posix } from "node:path";
import type { ContainerView, File } from "./container";

/** Programs that start another one given in their arguments. */
export const launchers = /^(sh|ash|bash|dash|tini|dumb-init|env|exec|gosu|su-exec|.*entrypoint.*)$/;

/** Commands of a shell script, each as its words; comments and quotes are left out. */
export const commandsOf = (script: string): string[][] =>
  script
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*/, ""))
    .flatMap((line) => line.split(/[;&|]+|\$\(|[()`]/))
    .map((command) =>
      command
        .split(/\s+/)
        .map((word) => word.replace(/["']/g, ""))
        .filter((word) => word !== ""),
    )
    .filter((words) => words.length > 0);

/** Command words without what only starts them: `exec tini -- server` and `X=1 server` are `server`. */
export function withoutLaunchers(words: readonly string[]): string[] {
  const at = words.findIndex(
    (word) => !launchers.test(posix.basename(word)) && !/^\w+=/.test(word) && !word.startsWith("-"),
  );
  return at < 0 ? [] : words.slice(at);
}

/**
 * Uploaded scripts that the command line starts; another language's are read by nobody here. A file of settings that a
 * program is given is none, unless what is started is a shell.
 */
export const startedScripts = (container: ContainerView): File[] => {
  const first = container.program[0]?.split(/\s+/)[0] ?? "";
  const isSettings = (path: string) => /\.(ya?ml|cfg)$/.test(path) && !launchers.test(posix.basename(first));
  return container.files.filter(
    ({ path }) =>
      !path.endsWith(".py") &&
      !isSettings(path) &&
      container.program.some((word) => word.split(/\s+/).includes(path)),
  );
};

/** Every uploaded shell script, whoever starts it. */
export const uploadedScripts = (container: ContainerView): File[] =>
  container.files.filter(({ path }) => path.endsWith(".sh"));
