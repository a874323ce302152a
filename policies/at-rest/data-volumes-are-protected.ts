import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "data-volumes-are-protected",
  severity: "high",
  types: ["docker:index/volume:Volume"],
  reason: "One wrong rename in the program otherwise deletes the volume and everything on it.",
  remedy:
    "Set the resource option `protect: true`; `lakehouse:lifecycle: disposable` lifts it when that is the purpose.",
  liftedWhenDisposable: true,
  judge({ opts }, report) {
    if (!opts.protect) report("may be deleted by any update");
  },
});
