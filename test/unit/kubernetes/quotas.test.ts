import { describe, expect, it } from "vitest";
import { checkQuotas } from "../../../components/platform/kubernetes/quotas";

const gib = 2 ** 30;
const demands = [
  { workload: "object-store", pods: 6, cpus: 1.25, memory: 4 * gib, storage: 1000 * gib },
  { workload: "cache", pods: 1, cpus: 0.5, memory: gib, storage: 0 },
  { workload: "superset", pods: 3, cpus: 1, memory: 2 * gib, storage: 0 },
];
const namespaceOf = (workload: string) => (workload === "superset" ? "prod-application" : "prod-data");
const check = (hard: Record<string, string>, namespace = "prod-data") =>
  checkQuotas(demands, 3, namespaceOf, [{ namespace, name: "team", hard }]);

describe("a quota of a namespace", () => {
  it.each([
    ["has room for just what runs there", { "requests.cpu": "8", "requests.memory": "25Gi", pods: "7" }],
    ["is of drives enough", { "requests.storage": "6000Gi" }],
    ["is of what the stack does not count", { "limits.cpu": "1", "count/jobs.batch": "1" }],
  ])("%s", async (_, hard) => {
    await expect(check(hard)).resolves.toBeUndefined();
  });

  it("of others' namespaces counts for nothing", async () => {
    await expect(check({ pods: "0" }, "others")).resolves.toBeUndefined();
  });

  it.each([
    ["CPUs", { cpu: "7900m" }, /prod-data\/team is too small \(cpu: 7900m\)/],
    ["memory", { "limits.memory": "24Gi" }, /\(limits\.memory: 24Gi\)/],
    ["storage", { "requests.storage": "5999Gi" }, /\(requests\.storage: 5999Gi\)/],
    ["several", { pods: "6", "requests.cpu": "4" }, /\(pods: 6, requests\.cpu: 4\)/],
  ])("with too little %s is refused, with what is asked there alone", async (_, hard, message) => {
    const refusal = check(hard);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(/together +7 /);
    await expect(refusal).rejects.toThrow(
      /\n {2}Remedy: raise the quota.*\nNothing was created or changed\.$/,
    );
  });
});
