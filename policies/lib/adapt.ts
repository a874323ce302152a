import {
  UnknownValueError,
  type ResourceValidation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { defaultEnforcement } from "./enforcement";
import { isExempt, type Exemption } from "./exemptions";
import type { Policy, StackSubject } from "./policy";

/**
 * A policy in the engine's form.
 *
 * The engine turns a mandatory policy that meets an unknown value into a warning. Here it is a violation like any
 * other, at the policy's own level: what cannot be judged does not pass.
 */
export function toPulumiPolicy(
  policy: Policy,
  exemptions: readonly Exemption[],
): ResourceValidationPolicy | StackValidationPolicy {
  const data = {
    name: policy.name,
    description: policy.reason,
    severity: policy.severity,
    enforcementLevel: defaultEnforcement(policy.severity),
    remediationSteps: policy.remedy,
  };
  const message = (finding: string) => `${finding}. ${policy.remedy}`;

  if (policy.kind === "stack") {
    return {
      ...data,
      validateStack: ({ resources }, report) => {
        const tell = (finding: string, resource?: StackSubject) => {
          if (resource && isExempt(exemptions, policy.name, resource)) return;
          report(message(resource ? `${resource.name}: ${finding}` : finding), resource?.urn);
        };
        const shown = resources.filter(({ type }) => policy.types.includes(type));
        judgeOrRefuse(() => policy.judge(shown.map(withInputs), tell), tell);
      },
    };
  }

  const validate: ResourceValidation & { __pulumiType?: string } = (args, report) => {
    if (!policy.types.includes(args.type)) return;
    inputs.set(args.urn, args.props);
    if (isExempt(exemptions, policy.name, args)) return;
    const tell = (finding: string) => report(message(`${args.name}: ${finding}`));
    judgeOrRefuse(() => policy.judge(args, tell), tell);
  };
  // Lets the server skip a resource of another type before it unpacks the resource's properties.
  if (policy.types.length === 1) validate.__pulumiType = policy.types[0]!;
  return { ...data, validateResource: validate };
}

/**
 * Arguments of the resources judged so far. Stack policies get a resource's outputs instead, some of which a preview
 * does not know; and while a provider's own address is unknown they get nothing at all.
 */
const inputs = new Map<string, Record<string, unknown>>();

const withInputs = (resource: StackSubject): StackSubject => ({
  ...resource,
  props: inputs.get(resource.urn) ?? resource.props,
});

/** A judgement; where it meets a value that is unknown, that is reported as what is wrong. */
export function judgeOrRefuse(judge: () => void, report: (finding: string) => void): void {
  try {
    judge();
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    report(
      `cannot be judged: ${unknownPath(error)}; give it a literal value instead of another resource's output`,
    );
  }
}

/** The engine's words for an unknown value: its kind and its path, never the value. */
export const unknownPath = (error: UnknownValueError): string => error.message;
