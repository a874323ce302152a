import { gunicornPolicy } from "../lib/gunicorn";
import { hostOf, isAnyHost } from "../lib/values";

export default gunicornPolicy({
  name: "gunicorn-listens-at-named-addresses",
  severity: "high",
  reason: "A port that listens on every network is open to each of them, whichever the flow leads through.",
  remedy: "Give `--bind` 127.0.0.1, or the container's address on the network of each flow.",
  judge({ binds }, report) {
    if (binds.length === 0) report("is not told on its command line where to listen");
    for (const address of binds)
      if (!address.startsWith("unix:") && isAnyHost(hostOf(address))) report("listens on every address");
  },
});
