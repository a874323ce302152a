import { resourcePolicy } from "../lib/policy";

/** Of the random provider's resources only RandomPassword and RandomBytes keep their result secret. */
export default resourcePolicy({
  name: "secrets-are-random-passwords",
  severity: "high",
  types: ["random:index/randomString:RandomString"],
  reason: "A RandomString is plain in the state; used as a secret it is none.",
  remedy: "Use RandomPassword for secrets and RandomId for names.",
  judge(_, report) {
    report("keeps its result in plain");
  },
});
