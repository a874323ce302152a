/** What a pull request's run hands to the program that comments on it. Whoever reads it checks it: it is a stranger's. */
import { z } from "zod";

/** Operations on resources that a reader must see, the destructive ones first. Names are the engine's. */
export const operations = ["replace", "delete", "update", "create", "import"] as const;
export const severities = ["critical", "high", "medium", "low"] as const;
/** `steps.<id>.outcome` of GitHub Actions, and what stands where no tests were run. */
export const testResults = ["success", "failure", "cancelled", "skipped", "not run"] as const;

const resource = z.object({
  type: z.string(),
  name: z.string(),
  /** Layer of the lakehouse: the second part of the type of the outermost component around the resource. */
  layer: z.string(),
});
export type Resource = z.infer<typeof resource>;

const finding = z.object({
  policy: z.string(),
  severity: z.enum(severities).optional(),
  /** Whether it stops an update. */
  mandatory: z.boolean(),
  /** Absent where the stack as a whole is meant. */
  resource: resource.optional(),
  /** What is wrong, and what to do about it. */
  message: z.string(),
  /** Whether the policy met a value that a preview cannot know. */
  unknown: z.boolean(),
  /** Where docs/policies.md explains the policy. */
  anchor: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
});
export type Finding = z.infer<typeof finding>;

const preview = z.object({
  outcome: z.enum(["succeeded", "failed", "not started"]),
  seconds: z.number().nonnegative().optional(),
  changes: z.array(
    z.object({ layer: z.string(), operation: z.enum(operations), count: z.number().int().positive() }),
  ),
  /** What is replaced or deleted, one by one. */
  destructive: z.array(resource.extend({ operation: z.enum(["replace", "delete"]) })),
  findings: z.array(finding),
  /** How many policies came to a verdict. */
  judged: z.number().int().nonnegative(),
  /** Policies without a verdict, though there are resources they are about. */
  notRun: z.array(z.string()),
  errors: z.array(z.object({ resource: z.string().optional(), message: z.string() })),
});
export type Preview = z.infer<typeof preview>;

const graph = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("compared"),
    /** Commit that the graph was compared with. */
    base: z.string().regex(/^[0-9a-f]{40,64}$/),
    /** With each resource whether losing it loses data: its option `protect`. */
    removed: z.array(resource.extend({ protect: z.boolean() })),
    changed: z.array(resource.extend({ paths: z.array(z.string()) })),
    added: z.array(resource),
  }),
  z.object({ kind: z.literal("unavailable"), reason: z.string() }),
]);
export type GraphDifference = z.infer<typeof graph>;

export const reportSchema = z.object({
  version: z.literal(1),
  tests: z.enum(testResults),
  preview,
  graph,
});
export type Report = z.infer<typeof reportSchema>;

/** Name of the report inside its directory. */
export const reportFile = "report.json";
