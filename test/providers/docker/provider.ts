import type { TestProvider } from "../runtime";
import { connect, type Engine } from "./client";
import { container } from "./container";
import { network } from "./network";
import { remoteImage } from "./remote-image";
import { volume } from "./volume";

/** Stands in for the official Docker provider (kreuzwerker/docker, bridged) on a real Docker Engine. */
export const docker: TestProvider<Engine> = {
  name: "docker",
  version: "5.2.0",
  configuration: {
    host: { type: "string", default: process.env.DOCKER_HOST || "unix:///var/run/docker.sock" },
    disableDockerDaemonCheck: { type: "boolean" },
  },
  unsupportedConfiguration: [
    "caMaterial",
    "certMaterial",
    "certPath",
    "context",
    "keyMaterial",
    "registryAuth",
    "sshOpts",
  ],
  connect,
  resources: {
    "docker:index/container:Container": container,
    "docker:index/network:Network": network,
    "docker:index/remoteImage:RemoteImage": remoteImage,
    "docker:index/volume:Volume": volume,
  },
};
