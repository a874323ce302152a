import { ensureImages } from "../../test/images/build";
import { KubernetesStack } from "../../test/e2e/support/kubernetes-stack";
import { openSession, type Session } from "../operate";
import { notice, OperatorError } from "../pulumi/report";

/** Servers, drives and instances of a prod stack, each once or twice. */
const sizes = (times: 1 | 2) => ({
  distributed: { servers: 4 * times, drives: times, parity: 2 * times, driveSize: "1Gi" },
  instances: 3 * times,
});

/** Servers of the object store have a node each. */
const nodes = Object.fromEntries(
  ["a", "b", "c"].flatMap((zone) => [1, 2, 3].map((index) => [`node-${zone}${index}`, `zone-${zone}`])),
);

/** Beside the networks of the bench's dev stack. */
const prefixes = { 1: "10.216.16", 2: "10.216.17" };

/** A prod stack of the bench's own, in a cluster of its own, as the tests have one. */
export class BenchCluster {
  private constructor(
    private readonly stack: KubernetesStack,
    readonly session: Session,
  ) {}

  /**
   * Brings it up on real servers, then ends them: a preview in which nothing has changed asks the API server alone.
   * @param times how often to have each server there is
   */
  static async up(host: string, times: 1 | 2 = 1): Promise<BenchCluster> {
    await ensureImages(host);
    const network = { name: `lakehouse-bench-pods-${times}`, prefix: prefixes[times] };
    notice(`Bringing up ${network.name} ...`);
    const stack = await KubernetesStack.create({ network, nodes });
    try {
      const { distributed, instances } = sizes(times);
      const [store, database] = ["lakehouse:objectStore", "lakehouse:postgresql"] as const;
      const { cluster, ...server } = stack.setting<{ cluster: object }>(database);
      stack.configure({
        [store]: { ...stack.setting<object>(store), distributed },
        [database]: { ...server, cluster: { ...cluster, instances } },
      });
      const { code, output } = await stack.make("up");
      if (code !== 0) throw new OperatorError(`The bench's own prod stack did not come up:\n${output}`);
      await stack.quieten();
      return new BenchCluster(stack, await openSession("prod", { env: stack.environment }));
    } catch (error) {
      await stack.remove();
      throw error;
    }
  }

  /** Size of the state as it is kept, in bytes. */
  get stateSize(): number {
    return Buffer.byteLength(this.stack.stateFile());
  }

  destroy(): Promise<void> {
    return this.stack.remove();
  }
}
