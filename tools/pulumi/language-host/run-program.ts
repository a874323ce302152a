import { spawn } from "node:child_process";
import { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { track } from "./child";
import { locateModule } from "./packages";
import { parseRuntimeOptions, runtimeEnvironment } from "./options";

/** Exit code of `cmd/run` for "the user has already been told"; from @pulumi/pulumi/cmd/run/index.js. */
const ALREADY_REPORTED = 32;

/** The arguments of `@pulumi/pulumi/cmd/run`; their list is the usage text of that program. */
export function runArguments(request: RunRequest, engineAddress: string): string[] {
  const info = request.getInfo();
  const named: Array<[string, string]> = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", info?.getProgramDirectory() ?? request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...named.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

function failure(message: string): RunResponse {
  return new RunResponse().setError(message);
}

/** What the engine is told of a program that has ended. */
export function runResponse(code: number | null, signal: NodeJS.Signals | null): RunResponse {
  if (code === 0) return new RunResponse();
  if (code === ALREADY_REPORTED) return new RunResponse().setBail(true);
  return failure(
    signal ? `Program was ended by ${signal}` : `Program exited with non-zero exit code: ${code}`,
  );
}

/** Runs a Pulumi program to its end. A program's failure is an answer, never an exception. */
export async function runProgram(request: RunRequest, engineAddress: string): Promise<RunResponse> {
  try {
    const info = request.getInfo();
    const directory = info?.getProgramDirectory() || request.getPwd();
    const options = parseRuntimeOptions(info?.getOptions()?.toJavaScript() ?? {});
    const runner = locateModule("@pulumi/pulumi/cmd/run", directory);
    const child = spawn(
      process.execPath,
      [...options.nodeargs, runner, ...runArguments(request, engineAddress)],
      {
        cwd: directory,
        stdio: ["ignore", "inherit", "inherit"],
        env: {
          ...process.env,
          ...runtimeEnvironment(options),
          PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
          PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        },
      },
    );
    track(child);
    return await new Promise<RunResponse>((resolve) => {
      child.once("error", (error) => resolve(failure(`Node.js could not be started: ${error.message}`)));
      child.once("close", (code, signal) => resolve(runResponse(code, signal)));
    });
  } catch (error) {
    return failure((error as Error).message);
  }
}
