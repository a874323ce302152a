import { expect, test } from "vitest";
import { engineAddress } from "../../providers/runtime/main";

test("the engine's address is found among a plugin's arguments", () => {
  expect(engineAddress(["--logtostderr", "-v=9", "--tracing", "tcp:x", "127.0.0.1:9"])).toBe("127.0.0.1:9");
  expect(engineAddress([])).toBeUndefined();
});
