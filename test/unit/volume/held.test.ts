import { describe, expect, it } from "vitest";
import { boundDirectories } from "../../../tools/volume/held";

describe("boundDirectories", () => {
  it("are those that Docker volumes of the state are bound to, in this volume", () => {
    const volumeAt = (urn: string, device?: string) => ({
      ...{ urn, type: "docker:index/volume:Volume", custom: true },
      inputs: device === undefined ? { name: urn } : { name: urn, driverOpts: { device } },
    });
    const resources = [
      volumeAt("a", "/srv/volume/volumes/lakehouse-dev-postgresql-keys"),
      volumeAt("b", "/srv/volume/volumes-2/lakehouse-dev-other"),
      volumeAt("c"),
      { urn: "d", type: "docker:index/network:Network", custom: true },
    ];
    expect(boundDirectories(resources, { directory: "/srv/volume/volumes" })).toEqual([
      "lakehouse-dev-postgresql-keys",
    ]);
  });
});
