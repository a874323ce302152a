import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StackOutputs } from "../../tools/operate";
import { TestStack, type Result } from "./stack";
import { clusterSettings } from "./support/cluster-settings";
import { KubernetesStack } from "./support/kubernetes-stack";
import { readNote, writeNote } from "./support/note";
import { PreviousCommit } from "./support/previous-commit";
import { isOfDurable, losses, previewSteps } from "./support/preview-steps";

/** What both kinds of test stack can do. */
interface Stack {
  program: string;
  readonly environment: NodeJS.ProcessEnv;
  make(target: string): Promise<Result>;
  outputs(): Promise<Required<StackOutputs>>;
  remove(): Promise<void>;
}

const written = "before the upgrade";

/** A stack that is up by the previous commit's program, which this tree's program takes on. */
function upgrade<Kind extends Stack>(
  name: "dev" | "prod",
  create: () => Promise<Kind>,
  settle: (stack: Kind, previous?: PreviousCommit) => Promise<void>,
): void {
  describe(`the ${name} stack of the previous commit`, { timeout: 1_200_000 }, () => {
    let stack: Kind;
    let previous: PreviousCommit;
    let here: string;
    let isUp: boolean | undefined;
    let before: Required<StackOutputs>;

    beforeAll(async () => {
      previous = await PreviousCommit.checkOut();
      stack = await create();
      await settle(stack, previous);
    });
    beforeEach(({ skip }) => skip(isUp === false, "the stack did not come up"));
    afterAll(async () => {
      await stack?.remove();
      previous?.remove();
    });

    it("is up, with what somebody has written", async () => {
      isUp = false;
      here = stack.program;
      stack.program = previous.directory;
      for (const target of ["images", "up"]) {
        const { code, output } = await stack.make(target);
        expect(code, `make ${target} of ${previous.commit}: ${output}`).toBe(0);
      }
      isUp = true;
      before = await stack.outputs();
      await writeNote(before, written);
    });

    it("loses nothing by what a preview plans: nothing durable is deleted or replaced", async () => {
      stack.program = here;
      await settle(stack);
      const { code, steps, errors } = await previewSteps(name, stack.environment);
      expect(losses(steps)).toEqual([]);
      expect(errors).toEqual([]);
      expect(code).toBe(0);
      expect(steps.filter(isOfDurable).length).toBeGreaterThan(30);
    });

    it("is taken on by this program, with all that was in it and the same credentials", async () => {
      const { code, output } = await stack.make("up");
      expect(code, output).toBe(0);
      const after = await stack.outputs();
      expect(await readNote(after)).toEqual({ object: written, table: [written] });
      // Whoever has signed on before, and whom everybody trusts.
      expect(after.credentials).toMatchObject(before.credentials);
      expect(after.trustBundle).toBe(before.trustBundle);
    });
  });
}

upgrade(
  "prod",
  () => KubernetesStack.create(),
  async (stack, previous) => {
    const file = previous?.file("test", "e2e", "support", "cluster-settings.ts");
    const { clusterSettings: theirs } = file
      ? ((await import(/* @vite-ignore */ file)) as { clusterSettings: typeof clusterSettings })
      : { clusterSettings };
    stack.settle(theirs);
  },
);

upgrade(
  "dev",
  () => TestStack.create(),
  () => Promise.resolve(),
);
