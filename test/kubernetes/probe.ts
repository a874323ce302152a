import { get } from "node:https";

/** Whether an HTTPS probe is answered well; like the kubelet it does not ask for a name. */
export const answers = (
  address: string,
  { port, path }: { port: number | string; path?: string },
): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(
      { host: address, port, path, rejectUnauthorized: false, timeout: 2000 },
      (response) => {
        response.resume();
        resolve((response.statusCode ?? 500) < 400);
      },
    );
    request.on("timeout", () => request.destroy(new Error("too late")));
    request.on("error", () => resolve(false));
  });
