import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { supersetBodyBytes } from "../../../components/presentation/superset/superset";

const settings = join(__dirname, "../../../components/presentation/superset/server/superset_config.py");

it("lets the edge say the same limit of a request's body as Superset itself", () => {
  const [, factors] = /^MAX_CONTENT_LENGTH = ([\d *]+)$/m.exec(readFileSync(settings, "utf8"))!;
  expect(factors!.split("*").reduce((product, factor) => product * Number(factor), 1)).toBe(
    supersetBodyBytes,
  );
});
