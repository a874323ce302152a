import { expect, it } from "vitest";
import { secretNamed } from "../../../tools/secret";

it.each(["signOnSecret", "lakehouse:signOnSecret"])("KEY=%s names a secret", (asked) =>
  expect(secretNamed(asked)).toBe("signOnSecret"),
);

it.each(["name", "docker:signOnSecret", ""])("KEY=%s names none", (asked) =>
  expect(() => secretNamed(asked)).toThrow(
    `KEY=${asked}: not a secret of the configuration. Secrets: signOnSecret, keyStoreToken.`,
  ),
);
