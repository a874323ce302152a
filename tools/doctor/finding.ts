import type { Finding } from "../../components/platform/docker-host/host-checks";
import { messageOf } from "../pulumi/report";

export const ok = (subject: string, what: string): Finding => ({ subject, state: "ok", what });

/**
 * A look that ended in an error is a finding too: its message says what is wrong and how to mend it.
 * @throws the error, where it is a defect
 */
export function failed(subject: string, error: unknown): Finding {
  const message = messageOf(error);
  if (message === undefined) throw error;
  const [what = "", remedy] = message
    .replace(/\nNothing was created or changed\.$/, "")
    .split(/\n\s*Remedy(?:: |, )/);
  return { subject, state: "refused", what, ...(remedy ? { remedy } : {}) };
}

/** What a check that throws has to say, or that it has nothing to say. */
export function tried(subject: string, check: () => void, what: string): Finding {
  try {
    check();
    return ok(subject, what);
  } catch (error) {
    return failed(subject, error);
  }
}
