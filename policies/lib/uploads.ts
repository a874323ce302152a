import { posix } from "node:path";
import { containerPolicy } from "./container";
import type { PolicyData, Report } from "./policy";

/** As {@link uploadPolicy}, of files in JSON. What cannot be read, or lacks a part that is looked at, is a finding. */
export const documentPolicy = <Document>({
  judge,
  ...policy
}: PolicyData & { names: RegExp; judge: (document: Document, report: Report) => void }) =>
  uploadPolicy({
    ...policy,
    judge(text, report) {
      try {
        judge(JSON.parse(text) as Document, report);
      } catch {
        report("cannot be read, so nobody can judge it");
      }
    },
  });

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
