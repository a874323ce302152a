import { describe, expect, it } from "vitest";
import { loginOf, postgresqlConfig, targetOf } from "../../../tools/sample-data/clients";
import { loadSampleData } from "../../../tools/sample-data/load";

const probe = { host: "127.0.0.1", port: 9, servername: "localhost" };
const service = { url: "", title: "", credentials: "", probe };
const outputs = {
  services: { "object-store": service, postgresql: service },
  trustBundle: "PEM",
  credentials: { postgresql: { analyst: { user: "example_analyst", password: "secret-value" } } },
};

describe("targetOf and loginOf", () => {
  it("read a service and a login from the outputs", () => {
    expect(targetOf(outputs, "postgresql")).toEqual({ ...probe, ca: "PEM" });
    expect(loginOf(outputs, "postgresql", "analyst")).toEqual({
      user: "example_analyst",
      password: "secret-value",
    });
  });

  it("name what there is when something is missing, and no secret", () => {
    expect(() => targetOf(outputs, "kafka")).toThrow("services: object-store, postgresql");
    expect(() => targetOf({}, "kafka")).toThrow("services: none");
    const missing = () => loginOf(outputs, "postgresql", "data-engineer");
    expect(missing).toThrow("logins: analyst");
    expect(missing).toThrow("lakehouse:exampleUsers");
    expect(missing).not.toThrow("secret-value");
  });
});

describe("postgresqlConfig", () => {
  it("takes TLS 1.3 and a verified certificate, or nothing", () => {
    const config = postgresqlConfig(targetOf(outputs, "postgresql"), { user: "u", password: "p" }, "live");
    expect(config.ssl).toEqual({
      ca: "PEM",
      servername: "localhost",
      minVersion: "TLSv1.3",
      rejectUnauthorized: true,
    });
  });
});

describe("loadSampleData", () => {
  it("says where it failed and how to go on, when nothing answers", async () => {
    const login = { user: "example_data_engineer", password: "secret-value" };
    const full = {
      ...outputs,
      credentials: { "object-store": { "data-engineer": login }, postgresql: { "data-engineer": login } },
    };
    const load = loadSampleData({ outputs: full, log: () => undefined, data: { flights: [], airports: [] } });
    await expect(load).rejects.toThrow(
      /could not be written to the object store as data-engineer: .*ECONNREFUSED.*make up/s,
    );
  });
});
