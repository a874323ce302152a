import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { stopAll } from "./child";
import { programDependencies, requiredPlugins, type RequiredPlugin } from "./packages";
import { runPlugin } from "./run-plugin";
import { runProgram } from "./run-program";

/** Answers a unary call with a function's result; what it throws becomes the call's error message. */
function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
      );
  };
}

function packageDependency(required: RequiredPlugin): plugin.PackageDependency {
  const dependency = new plugin.PackageDependency();
  dependency
    .setName(required.name)
    .setKind("resource")
    .setVersion(required.version)
    .setServer(required.server);
  if (required.parameterization) {
    const { name, version, value } = required.parameterization;
    dependency.setParameterization(
      new plugin.PackageParameterization()
        .setName(name)
        .setVersion(version)
        .setValue(Buffer.from(value, "base64")),
    );
  }
  return dependency;
}

function pluginDependency(required: RequiredPlugin): plugin.PluginDependency {
  const dependency = new plugin.PluginDependency();
  return dependency
    .setName(required.name)
    .setKind("resource")
    .setVersion(required.version)
    .setServer(required.server);
}

function dependencyInfo(name: string, version: string): language.DependencyInfo {
  return new language.DependencyInfo().setName(name).setVersion(version);
}

/**
 * The calls of `pulumirpc.LanguageRuntime` that running a program or a policy pack takes. What is left out (code
 * generation, project templates, package installation) the engine is told is not implemented.
 *
 * @param version what this host says its version is: that of the @pulumi/pulumi it was bundled with
 */
export function languageRuntime(engineAddress: string, version: string): Partial<ILanguageRuntimeServer> {
  let engine = engineAddress;
  return {
    handshake: unary((request: language.LanguageHandshakeRequest) => {
      engine = request.getEngineAddress() || engine;
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),
    getRequiredPackages: unary((request: language.GetRequiredPackagesRequest) => {
      const required = requiredPlugins(request.getInfo()?.getProgramDirectory() ?? ".");
      return new language.GetRequiredPackagesResponse().setPackagesList(required.map(packageDependency));
    }),
    getRequiredPlugins: unary((request: language.GetRequiredPluginsRequest) => {
      const required = requiredPlugins(request.getInfo()?.getProgramDirectory() ?? request.getPwd());
      return new language.GetRequiredPluginsResponse().setPluginsList(required.map(pluginDependency));
    }),
    getProgramDependencies: unary((request: language.GetProgramDependenciesRequest) => {
      const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
      const packages = programDependencies(directory, request.getTransitivedependencies());
      return new language.GetProgramDependenciesResponse().setDependenciesList(
        packages.map((entry) => dependencyInfo(entry.name, entry.version)),
      );
    }),
    about: unary(() =>
      new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
    ),
    run: unary((request: language.RunRequest) => runProgram(request, engine)),
    runPlugin: (call: grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>) => {
      runPlugin(call).catch((error: Error) =>
        call.emit("error", { code: grpc.status.UNKNOWN, details: error.message }),
      );
    },
    cancel: unary(() => {
      stopAll();
      return new Empty();
    }),
  };
}
