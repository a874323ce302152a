/** Kubernetes' programs, etcd, kwok and Elastic's operator, built from their Go modules once and kept by what they are built from. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildGoProgram, goProgramHash, type GoProgram } from "../../tools/pulumi/go-program";
import { cacheDirectory } from "../../tools/pulumi/paths";
import { capture } from "../../tools/pulumi/process";
import { notice } from "../../tools/pulumi/report";

const modules = join(__dirname, "modules");

/** The version the control plane says it is: clients parse it. */
export const kubernetesVersion = "v1.34.1";

const [, major, minor] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion)!;

const ofKubernetes = (name: string): GoProgram => ({
  module: join(modules, "control-plane"),
  command: `k8s.io/kubernetes/cmd/${name}`,
  variables: Object.fromEntries(
    ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((place) => [
      [`${place}.gitVersion`, kubernetesVersion],
      [`${place}.gitMajor`, major!],
      [`${place}.gitMinor`, minor!],
    ]),
  ),
});

/** Where Elastic's operator keeps what it says of itself; without it, a development build. */
const ofOperator = "github.com/elastic/cloud-on-k8s/v3/pkg/about";

const programs = {
  etcd: { module: join(modules, "etcd"), command: "go.etcd.io/etcd/server/v3" },
  kwok: { module: join(modules, "kwok"), command: "sigs.k8s.io/kwok/cmd/kwok" },
  "kube-apiserver": ofKubernetes("kube-apiserver"),
  "kube-controller-manager": ofKubernetes("kube-controller-manager"),
  "kube-scheduler": ofKubernetes("kube-scheduler"),
  kubectl: ofKubernetes("kubectl"),
  kubelet: ofKubernetes("kubelet"),
  "kube-proxy": ofKubernetes("kube-proxy"),
  coredns: { module: join(modules, "coredns"), command: "github.com/coredns/coredns" },
  sandbox: { module: join(modules, "sandbox"), command: "." },
  "elastic-operator": {
    module: join(modules, "elastic-operator"),
    command: "github.com/elastic/cloud-on-k8s/v3/cmd",
    variables: { [`${ofOperator}.version`]: "3.5.0", [`${ofOperator}.buildSnapshot`]: "false" },
  },
} as const satisfies Record<string, GoProgram>;

export type ProgramName = keyof typeof programs;

/** Builds what is missing; gives each program's path. One build at a time: each uses every core. */
export async function ensurePrograms<Name extends ProgramName>(
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const paths: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const directory = join(cacheDirectory(), "kubernetes", `${name}-${goProgramHash(programs[name])}`);
    const path = join(directory, name);
    if (!existsSync(path)) {
      await buildGoProgram(programs[name], path, process.env, () =>
        notice(`${name}: building from Go modules`),
      ).catch((error: unknown) => {
        rmSync(directory, { recursive: true, force: true });
        throw new Error(`${name} cannot be built: ${(error as Error).message}`);
      });
    }
    paths[name] = path;
  }
  return paths as Record<Name, string>;
}

/** Where the sources of a module lie that one of ours pins; they are fetched where they are not there yet. */
export async function moduleDirectory(ours: string, name: string): Promise<string> {
  const { code, stdout, stderr } = await capture("go", ["mod", "download", "-json", name], {
    cwd: join(modules, ours),
  });
  if (code !== 0) throw new Error(`go mod download ${name}: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}
