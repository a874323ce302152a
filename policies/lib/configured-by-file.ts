import { posix } from "node:path";
import { containerPolicy, type ContainerView } from "./container";
import type { PolicyData, Report } from "./policy";
import { known } from "./values";

/** A program that is judged by the one file its command line names. */
export interface ProgramOfOneFile<View> {
  /** As people write it. */
  title: string;
  /** The executable's name, and the image's. */
  program: string;
  /** The word before the file's path. */
  before: string;
  /** Whether a container runs it by its image's own entry point, where the image's name does not tell. */
  isRunBy?(container: ContainerView): boolean;
  /** Passwords are among its settings: what is not known yet, since one is not made, is judged once it is. */
  hasPasswords?: boolean;
  /** What a file says; a finding where it cannot be read. */
  read(text: string, container: ContainerView, path: string): View | { finding: string };
}

/** Words after the program's name; undefined for a container that runs something else. */
function wordsOf<View>(one: ProgramOfOneFile<View>, container: ContainerView): string[] | undefined {
  const { program } = container;
  const [first] = program;
  if (first !== undefined && posix.basename(first) === one.program) return program.slice(1);
  const ofItsImage = new RegExp(`(^|[/-])${one.program}([:@]|$)`).test(container.image ?? "");
  return ofItsImage || one.isRunBy?.(container) ? program : undefined;
}

const isFinding = (value: unknown): value is { finding: string } =>
  typeof value === "object" && value !== null && "finding" in value;

/** Makes policies that judge every container of a program; settings that are not in its one file are a finding of their own. */
export const policyOn =
  <View>(one: ProgramOfOneFile<View>) =>
  (policy: PolicyData & { judge(view: View, report: Report): void }) =>
    containerPolicy({
      ...policy,
      judge(container, report) {
        const words = wordsOf(one, container);
        if (words === undefined || container.neverStarts) return;
        const [option, path, ...others] = words;
        const file = option === one.before ? container.files.find((each) => each.path === path) : undefined;
        if (file === undefined) return report(`runs ${one.title} without a file among its uploads`);
        if (others.length > 0) report(`has settings of ${one.title} on its command line`);
        const text = one.hasPasswords ? known(() => file.content()) : file.content();
        if (text === undefined) {
          if (!one.hasPasswords) report(`runs ${one.title} without a file among its uploads`);
          return;
        }
        const view = one.read(text, container, file.path);
        if (isFinding(view)) return report(view.finding);
        policy.judge(view, report);
      },
    });
