import { posix } from "node:path";
import { containerPolicy, type ContainerView, type File } from "./container";
import type { PolicyData, Report } from "./policy";
import { withoutLaunchers } from "./script";

/** What the command line of gunicorn says, in either form of an option. Source: gunicorn's settings reference. */
export class GunicornView {
  private readonly words: string[];

  constructor(private readonly container: ContainerView) {
    this.words = withoutLaunchers(container.program).flatMap((word) =>
      /^--\w[\w-]*=/.test(word)
        ? [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]
        : [word],
    );
  }

  get isThere(): boolean {
    return posix.basename(this.words[0] ?? "") === "gunicorn";
  }
  get binds(): string[] {
    return this.valuesOf("-b", "--bind");
  }
  /** Its settings file among the uploads. */
  get settings(): File | undefined {
    const path = this.valuesOf("-c", "--config")
      .at(-1)
      ?.replace(/^file:/, "");
    return this.container.files.find((file) => file.path === path);
  }

  private valuesOf(...names: string[]): string[] {
    return this.words.flatMap((word, at) => (names.includes(word) ? [this.words[at + 1] ?? ""] : []));
  }
}

/** A policy that judges every container that runs gunicorn. */
export const gunicornPolicy = (
  policy: PolicyData & { judge(gunicorn: GunicornView, report: Report): void },
) =>
  containerPolicy({
    ...policy,
    judge(container, report) {
      const gunicorn = new GunicornView(container);
      if (gunicorn.isThere) policy.judge(gunicorn, report);
    },
  });
