import { posix } from "node:path";
import { containerPolicy } from "./container";
import type { PolicyData, Report } from "./policy";

/** A policy that judges every uploaded file of a name, whichever container finds it. */
export const uploadPolicy = ({
  names,
  judge,
  ...policy
}: PolicyData & { names: RegExp; judge: (text: string, report: Report) => void }) =>
  containerPolicy({
    ...policy,
    judge(container, report) {
      for (const file of container.files.filter(({ path }) => names.test(posix.basename(path)))) {
        const text = file.content();
        if (text === undefined) report(`${file.path} comes from a file on the host, so it cannot be judged`);
        else judge(text, (finding) => report(`${file.path} ${finding}`));
      }
    },
  });
