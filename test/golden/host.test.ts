import { describe, expect, it } from "vitest";
import { deploy } from "../../stacks/dev";
import { record } from "./record";
import { configOf } from "./stacks";

describe("a host with less than a container asks for", () => {
  it("gets the limit clipped, with a notice", async () => {
    let notices: string[] = [];
    const config = configOf("dev", { postgresql: { cpus: 8 } });
    const graph = await record(async () => {
      const outputs = (await deploy(config, () => Promise.resolve({ cpus: 2, notices: [] }))) as {
        notices: string[];
      };
      notices = outputs.notices;
      return outputs;
    });
    const process = graph.find(({ name }) => name === "postgresql-process");
    expect(process?.inputs).toMatchObject({ cpus: "2.0" });
    expect(notices).toContain("postgresql: CPU limit 8 clipped to the 2 CPUs of this host");
  });
});
