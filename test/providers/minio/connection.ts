import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { rootCertificates } from "node:tls";
import { S3Client } from "@aws-sdk/client-s3";
import { AdminClient } from "./admin-client";
import type { Configuration } from "./configuration";
import { describeFailure, errorCode } from "./errors";
import { KeyedMutex } from "./keyed-mutex";

/** What every resource works with. Nothing is read or opened before the first call. */
export class Connection {
  /** Read-modify-write of one user's or group's policies happens one at a time. */
  readonly policyAttachments = new KeyedMutex();
  private open?: { s3: S3Client; admin: AdminClient };

  constructor(readonly configuration: Configuration) {}

  private clients(): { s3: S3Client; admin: AdminClient } {
    if (this.open === undefined) {
      const { server, user, password, region, caFile } = this.configuration;
      // The authority is trusted besides the usual ones, as the official provider does.
      const ca = caFile === undefined ? undefined : [...rootCertificates, this.readCertificate(caFile)];
      const agent = new Agent({ ca, minVersion: "TLSv1.3", rejectUnauthorized: true });
      const credentials = { accessKeyId: user, secretAccessKey: password };
      const s3 = new S3Client({
        endpoint: `https://${server}`,
        region,
        credentials,
        forcePathStyle: true,
        maxAttempts: 1,
        requestHandler: { httpsAgent: agent, connectionTimeout: 10_000, requestTimeout: 60_000 },
      });
      this.open = { s3, admin: new AdminClient(server, region, credentials, agent) };
    }
    return this.open;
  }

  private readCertificate(file: string): string {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw new Error(
        `minioCacertFile ${file} cannot be read (${errorCode(error)}); give a PEM file that exists.`,
      );
    }
  }

  /** Runs calls of one operation; a failure names it and the server. */
  async run<T>(
    operation: string,
    calls: (clients: { s3: S3Client; admin: AdminClient }) => Promise<T>,
  ): Promise<T> {
    const clients = this.clients();
    try {
      return await calls(clients);
    } catch (error) {
      throw describeFailure(operation, this.configuration.server, error);
    }
  }
}

/** The result, or undefined when the server answers with one of the given codes. */
export async function unlessCode<T>(codes: string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.includes(errorCode(error))) return undefined;
    throw error;
  }
}
