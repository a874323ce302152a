import type { Bench } from "./bench";
import { interleave } from "./figures";
import { Helper } from "./helper";
import type { BenchStack } from "./stack";

const MEBIBYTES = 64;
/** Transfers measured a round, on one connection; one before them opens it. */
const TRANSFERS = 3;
const BUCKET = "logs";

/** Both programs' settings: signed requests, HTTP/1.1 as S3 clients speak it, a certificate that is checked. */
const curlConfig = (login: Record<string, string>) => `
user = "${login.user}:${login.password}"
aws-sigv4 = "aws:amz:us-east-1:s3"
header = "x-amz-content-sha256: UNSIGNED-PAYLOAD"
header = "Expect:"
http1.1
tlsv1.3
cacert = "/bench/ca.pem"
fail
silent
show-error
`;

interface Speeds {
  /** MiB/s. */
  put: number;
  get: number;
}

/** A client in some network namespace that has the payload at hand. */
async function startClient(stack: BenchStack, name: string, networkMode: string): Promise<Helper> {
  const { Image } = await stack.container("object-store").inspect();
  const login = stack.outputs.credentials["object-store"]!.administrator!;
  const client = await Helper.start(
    stack,
    name,
    {
      Image,
      User: "0",
      Entrypoint: ["sleep", "infinity"],
      HostConfig: { NetworkMode: networkMode, Init: true },
    },
    [
      { path: "/bench/ca.pem", content: stack.outputs.trustBundle },
      { path: "/bench/curl", content: curlConfig(login) },
    ],
  );
  await client.run(["sh", "-c", `head -c ${MEBIBYTES * 2 ** 20} /dev/urandom > /bench/payload`]);
  return client;
}

/** Transfers the payload over one connection; returns MiB/s without the first transfer, which opens it. */
async function speed(client: Helper, transfer: string[], url: string): Promise<number> {
  const transfers = Array.from({ length: TRANSFERS + 1 }, () => [...transfer, url]).flat();
  const printed = await client.run(["curl", "-K", "/bench/curl", "-w", "%{time_total}\\n", ...transfers]);
  const seconds = printed.trim().split("\n").slice(1).map(Number);
  if (seconds.length !== TRANSFERS) throw new Error(`curl printed ${JSON.stringify(printed)}`);
  return (MEBIBYTES * TRANSFERS) / seconds.reduce((sum, each) => sum + each, 0);
}

async function both(client: Helper, base: string): Promise<Speeds> {
  const url = `${base}/${BUCKET}/bench`;
  return {
    put: await speed(client, ["-T", "/bench/payload"], url),
    get: await speed(client, ["-o", "/dev/null"], url),
  };
}

/** Where the store's process listens in plain, on its own loopback. */
async function plainPort(stack: BenchStack): Promise<string> {
  const { Args } = await stack.container("object-store").inspect();
  const address = Args.find((argument) => /^127\.0\.0\.1:\d+$/.test(argument));
  if (!address) throw new Error(`the object store's arguments name no plain port: ${Args.join(" ")}`);
  return address;
}

/** The terminator's address in its flow's network, under the name its certificate has. */
async function terminator(stack: BenchStack): Promise<string> {
  const { NetworkSettings } = await stack.container("object-store-sandbox").inspect();
  const address = Object.values(NetworkSettings.Networks).find(({ IPAddress }) => IPAddress)?.IPAddress;
  if (!address) throw new Error("the object store is in no network");
  return address;
}

export const objectStore: Bench = {
  title: "Object store",
  rounds: 10,
  async measure(context) {
    const stack = await context.stack();
    const plain = `http://${await plainPort(stack)}`;
    const tls = `https://object-store:9000`;
    const { Id } = await stack.container("object-store-sandbox").inspect();
    const clients: Helper[] = [];
    const client = async (name: string, networkMode: string) => {
      const started = await startClient(stack, name, networkMode);
      clients.push(started);
      return started;
    };
    try {
      const inside = await client("client-inside", `container:${Id}`);
      const outside = await client("client-outside", "host");
      const address = await terminator(stack);
      await inside.run(["sh", "-c", `printf 'resolve = "object-store:9000:${address}"\\n' >> /bench/curl`]);
      const samples = await interleave(
        {
          plain: () => both(inside, plain),
          tls: () => both(inside, tls),
          published: () => both(outside, stack.outputs.services["object-store"]!.url),
        },
        context.rounds,
        context.onRound,
      );
      return (["put", "get"] as const).flatMap((kind) => {
        const of = (name: keyof typeof samples) => samples[name].map((speeds) => speeds[kind]);
        const reference = { label: "plain port", samples: of("plain") };
        const what = `${kind.toUpperCase()} of ${MEBIBYTES} MiB`;
        return [
          {
            title: `${what} through the TLS 1.3 terminator, against the plain port behind it`,
            unit: "MiB/s" as const,
            subject: { label: "TLS 1.3", samples: of("tls") },
            reference,
            goal: { atLeast: 0.9 },
          },
          {
            title: `${what} through the published port, against the same`,
            unit: "MiB/s" as const,
            subject: { label: "published", samples: of("published") },
            reference,
          },
        ];
      });
    } finally {
      for (const each of clients) await each.remove();
    }
  },
};
