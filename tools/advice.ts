/** Errors an engine reports while it is at work, and what the operator can do about them. */
import type { EngineEvent } from "./pulumi/events";

/** One kind of error. */
export interface AdviceRule {
  /** What the error's text holds. */
  pattern: RegExp;
  /** What the kind of the resource that failed holds. @default any */
  type?: RegExp;
  /** What it means. */
  means: string;
  remedy: string;
}

const again = "then run the command again: what is there by now is kept, and the rest is made.";

/**
 * In the order of how near they are to the cause: where several fit one error, the first is told. Words are those of
 * Docker Engine, PostgreSQL, MinIO, Pulumi, and of the TLS libraries of Go (crypto/x509) and OpenSSL.
 */
export const adviceRules: readonly AdviceRule[] = [
  {
    type: /^docker:index\/remoteImage:/,
    pattern: /pull|registry|manifest|lookup|dial tcp|timeout|not found|denied/i,
    means: "The images could not be pulled.",
    remedy:
      "see that the engine's host reaches the registry ('docker pull' shows it). On a machine that reaches none: " +
      "'make up IMAGES=local' builds them from packages.",
  },
  {
    pattern:
      /cannot connect to the docker daemon|failed to connect to any docker daemon|docker engine at \S+ cannot be reached|docker\.sock: connect:/i,
    means: "The Docker Engine stopped answering.",
    remedy: `start it ('sudo systemctl start docker'), ${again}`,
  },
  {
    pattern:
      /no space left on device|\bENOSPC\b|disk quota exceeded|minimum free drive threshold|XMinioStorageFull/i,
    means: "A disk is full.",
    remedy: `free space where the text above says ('docker system df' shows what the engine holds), ${again}`,
  },
  {
    pattern: /port is already allocated|address already in use/i,
    means: "Another program took a port after it was found free.",
    remedy: "stop that program, or set another port in lakehouse:publish, then run the command again.",
  },
  {
    pattern: /pool overlaps with other one on this address space/i,
    means: "Another network took addresses of lakehouse:network.pool after they were found free.",
    remedy:
      "remove that network ('docker network ls'), or configure another pool, then run the command again.",
  },
  {
    pattern:
      /certificate is not yet valid|CERT_NOT_YET_VALID|certificate has expired or is not yet valid: .* is before /i,
    means:
      "A server's certificate begins in the future: the clock was ahead when it was made, or is behind now.",
    remedy:
      "set the clock ('sudo timedatectl set-ntp true'). If it is right now, have them made anew: change " +
      "lakehouse:rotation: {authority: <label>} to a label not used before, and run 'make up'.",
  },
  {
    pattern: /certificate has expired|CERT_HAS_EXPIRED/i,
    means: "A server's certificate, or the authority that signed it, has ended.",
    remedy:
      "run 'make up': certificates that are due are made anew, and the servers restarted with them. If it says so " +
      "again, the clock is wrong: set it ('sudo timedatectl set-ntp true').",
  },
  {
    pattern:
      /certificate signed by unknown authority|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)_|unable to (verify|get) .*certificate|certificate is (valid for|not valid for any)|ERR_TLS_CERT_ALTNAME/i,
    means:
      "What answers there is not this stack's server: its certificate is another authority's, or has another name.",
    remedy:
      "see what listens on the port ('docker ps', 'ss -ltnp'). If it is this stack's, of an older state: 'make down', then 'make up'.",
  },
  {
    // libpq does not say why.
    pattern: /certificate verify failed|failed to verify certificate/i,
    means:
      "A server's certificate was not accepted: it is not valid yet or no longer, or another authority's.",
    remedy:
      "set the clock ('sudo timedatectl set-ntp true') and run 'make up'. Where it says so again, have all of them made " +
      "anew: change lakehouse:rotation: {authority: <label>} to a label not used before.",
  },
  {
    pattern:
      /password authentication failed|username or password is wrong|\b28P01\b|SignatureDoesNotMatch|InvalidAccessKeyId|unable to authenticate user/i,
    means: "A server does not take the administrator's password of this state: its data is another state's.",
    remedy:
      "put the state directory back from the same backup as the volumes, or name the one they belong to: LAKEHOUSE_HOME=/path/to/directory.",
  },
  {
    pattern: /exit code 137|OOMKilled|out of memory|cannot allocate memory/i,
    means: "A process was killed: it needed more memory than its limit.",
    remedy:
      "raise the service's memory in the configuration (lakehouse:<service>: {memory: ...}), and run 'make up'.",
  },
  {
    type: /^docker:index\/container:/,
    pattern:
      /was not healthy within|before it was healthy|must run but ended at once|unhealthy|exited with|container exited/i,
    means: "A container started and did not become ready.",
    remedy:
      "read what it said above, or with 'docker logs NAME'; when that is mended, run the command again.",
  },
  {
    pattern:
      /is already in use by container|container name .* is already in use|network with name \S+ already exists/i,
    means: "The engine has an object of that name that this state does not know.",
    remedy:
      "if it is not yours, give this stack another lakehouse:name; if it is a leftover, remove it ('docker rm', 'docker network rm'), and run the command again.",
  },
  {
    pattern: /currently marked for protection|because it is protected/i,
    means: "The change would delete data or keys, which are protected.",
    remedy:
      "undo the change of the configuration. To give the data up for good: 'make destroy', which asks for the stack's name.",
  },
  {
    pattern: /no resource plugin/i,
    means: "A provider plugin is missing.",
    remedy:
      "unset PULUMI_HOME and LAKEHOUSE_PLUGINS, so that 'make' provides them, and run the command again.",
  },
  {
    pattern: /connection refused|ECONNREFUSED|ECONNRESET|i\/o timeout|context deadline exceeded|ETIMEDOUT/i,
    means: "A server of the stack does not answer.",
    remedy:
      "see whether its container runs ('docker ps --all', 'docker logs NAME'), and run the command again. 'make doctor' looks at the rest.",
  },
];

/** Of `a:index/b:B` in a URN: the type of the resource itself, without those of its parents. */
const typeOf = (urn = "") => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** What else to tell the operator about the errors of an operation: each kind once, in the order of the rules. */
export function adviceFor(events: readonly EngineEvent[]): string[] {
  const errors = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent] : [],
  );
  const told = new Set(
    errors.map(({ urn, message }) =>
      adviceRules.find(({ type, pattern }) => pattern.test(message) && (type?.test(typeOf(urn)) ?? true)),
    ),
  );
  return adviceRules
    .filter((rule) => told.has(rule))
    .map(({ means, remedy }) => `${means}\n  Remedy: ${remedy}`);
}
