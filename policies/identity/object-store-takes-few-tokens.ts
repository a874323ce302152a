import type { ContainerView } from "../lib/container";
import { objectStorePolicy } from "../lib/object-store";
import { isInPod } from "../lib/process";
import { known } from "../lib/values";

const setting = (name: string) => `MINIO_IDENTITY_OPENID_${name}`;
/** Seconds of a duration such as 60m. */
const seconds = (text: string | undefined): number | undefined => {
  const [, number, unit] = /^(\d+)([smh])$/.exec(text ?? "") ?? [];
  return number === undefined
    ? undefined
    : Number(number) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"];
};

/** Who may read a file that is the process's alone: in a pod files are root's, of a group that no other process has. */
const isItsAlone = (container: ContainerView, permissions: string | undefined): boolean =>
  permissions === "0400" || (isInPod(container) && permissions === "0440");

/** Whether a file is known to hold no secret; a preview may not know it yet. */
function isEmpty(file: { content(): string | undefined }): boolean {
  const read = known(() => ({ text: file.content() ?? "" }));
  return read !== undefined && !/^MINIO_IDENTITY_OPENID_CLIENT_SECRET=\S/m.test(read.text);
}

/** Of a store that gives credentials for tokens of an identity provider. */
export default objectStorePolicy({
  name: "object-store-takes-few-tokens",
  severity: "critical",
  reason:
    "The server takes its client's secret for a key that signs tokens, so one that is empty or known lets anybody be admin; and it gives credentials for a year to who asks for them.",
  remedy:
    "Name one client and the claim with groups, no role policy; put the client's secret into the file of MINIO_CONFIG_ENV_FILE; set MINIO_STS_DURATION to an hour at most.",
  judge(store, report) {
    const { container } = store;
    const told = container.environment.map(([name]) => name);
    for (const name of told)
      if (name.startsWith("MINIO_IDENTITY_") && !name.startsWith(setting("")))
        report(`${name} lets people in by another way, which nobody judges`);
    if (!told.some((name) => name.startsWith(setting("")))) return;
    for (const name of ["CLIENT_ID", "CLAIM_NAME"].map(setting))
      if (!container.variable(name)) report(`${name} is not set`);
    if (told.some((name) => name.startsWith(setting("ROLE_POLICY"))))
      report("gives everybody who signs on the same rights, by a role policy");
    const file = container.variable("MINIO_CONFIG_ENV_FILE");
    if (file === undefined) report("MINIO_CONFIG_ENV_FILE is not set, so the client's secret may be empty");
    else if (!store.provides(file)) report("nothing is put where MINIO_CONFIG_ENV_FILE points");
    else if (container.files.some((each) => each.path === file && isEmpty(each)))
      report("the file of MINIO_CONFIG_ENV_FILE holds no secret of the client");
    if (container.files.some(({ path, permissions }) => path === file && !isItsAlone(container, permissions)))
      report("others in its container may read the file of MINIO_CONFIG_ENV_FILE");
    const lasts = seconds(container.variable("MINIO_STS_DURATION"));
    if (lasts === undefined)
      report("MINIO_STS_DURATION is no duration, so a request says how long credentials last");
    else if (lasts > 3600) report("its credentials for tokens last more than an hour");
  },
});
