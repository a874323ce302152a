/** What a stack's own checks say of its configuration and of the host it would run on. */
import type { Finding } from "../../components/platform/docker-host/host-checks";
import { configurationOf } from "../configuration";
import { requireSameName } from "../preconditions";
import { refuseUnknownStack } from "../recovery/unknown-stack";
import type { Workspace } from "../workspace";
import { failed, ok, tried } from "./finding";

/** Local images that are missing are nothing to mend. */
const provided = (finding: Finding): Finding =>
  finding.subject === "images" && finding.state === "refused"
    ? {
        ...finding,
        state: "short",
        remedy: "none is needed: 'make up' loads or builds them (minutes, once).",
      }
    : finding;

async function engineFinding(host: string | undefined): Promise<Finding> {
  const { requireEngine } = await import("../../components/platform/docker-host/engine");
  try {
    return ok("Docker Engine", await requireEngine(host));
  } catch (error) {
    return failed("Docker Engine", error);
  }
}

/** Whether the engine has a stack of this name that the state does not know. */
async function ownerFindings(workspace: Workspace): Promise<Finding[]> {
  try {
    await refuseUnknownStack({ workspace, env: workspace.environment });
    return [];
  } catch (error) {
    return [failed("stack on the engine", error)];
  }
}

/** The look at a cluster, as the program does it first. */
async function clusterFindings(workspace: Workspace): Promise<Finding[]> {
  const { requirements } = await import("../../stacks/prod");
  const { inspectCluster } = await import("../../components/platform/kubernetes/preflight");
  try {
    const needs = requirements(await configurationOf(workspace));
    const { version, nodes } = await inspectCluster(needs);
    return [
      ok("configuration", "is complete"),
      ok("cluster", `Kubernetes ${version}, ${nodes.length} nodes`),
    ];
  } catch (error) {
    return [failed("cluster", error)];
  }
}

export async function hostFindings(workspace: Workspace): Promise<Finding[]> {
  if (workspace.stack === "prod") return clusterFindings(workspace);
  if (workspace.stack !== "dev")
    return [
      { subject: "stack", state: "refused", what: `${workspace.stack} is not there yet`, remedy: "use dev." },
    ];
  let config;
  try {
    config = await configurationOf(workspace);
  } catch (error) {
    const given = workspace.config["lakehouse:docker"] as { host?: unknown } | null | undefined;
    const host =
      typeof given?.host === "string" && /^(unix|ssh):\/\//.test(given.host) ? given.host : undefined;
    return [failed("configuration", error), await engineFinding(host)];
  }
  const engine = await engineFinding(config.docker.host);
  const findings = [
    ok("configuration", `${Object.keys(workspace.config).length} keys set`),
    tried("name", () => requireSameName(workspace, config.name), config.name),
    engine,
  ];
  if (engine.state !== "ok") return findings;
  const { requirements } = await import("../../stacks/dev");
  const { examineHost } = await import("../../components/platform/docker-host/preflight");
  const host = await examineHost(requirements(config));
  const { firewallFindings } = await import("../firewall/finding");
  findings.push(...firewallFindings(config, workspace.stack));
  const local = config.images === "local";
  return [...findings, ...(await ownerFindings(workspace)), ...(local ? host.map(provided) : host)];
}
