import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { policies } from "./catalogue";
import { enforcement, stacks, type Stack } from "./lib/enforcement";

/** Text of a stack's enforcement file. */
export const enforcementText = (stack: Stack, options?: Parameters<typeof enforcement>[2]): string =>
  `${JSON.stringify(enforcement(policies, stack, options), null, 2)}\n`;

export const enforcementFile = (stack: Stack): string => join(__dirname, "enforcement", `${stack}.json`);

const usage = `usage: npx tsx policies/write-enforcement.ts
         writes policies/enforcement/{${stacks.join(",")}}.json from the policies' severities
       npx tsx policies/write-enforcement.ts --stack STACK --out FILE [--disposable] [--advisory POLICY]...
         writes one file for one run: --disposable lifts what protects data, --advisory turns a policy into a warning`;

function main(): void {
  const { values } = parseArgs({
    options: {
      stack: { type: "string" },
      out: { type: "string" },
      disposable: { type: "boolean" },
      advisory: { type: "string", multiple: true },
    },
  });
  if (!values.stack && !values.out && !values.disposable && !values.advisory) {
    for (const stack of stacks) writeFileSync(enforcementFile(stack), enforcementText(stack));
    return;
  }
  if (!stacks.includes(values.stack as Stack) || !values.out) {
    throw new Error(`--stack must be one of ${stacks.join(", ")}, and --out a file.\n${usage}`);
  }
  const { disposable = false, advisory = [] } = values;
  writeFileSync(values.out, enforcementText(values.stack as Stack, { disposable, advisory }));
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}
