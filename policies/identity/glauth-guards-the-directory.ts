import { glauthPolicy } from "../lib/glauth";

/** What a user or a password could be proved by beside bcrypt. */
const weak = ["passsha256", "passappsha256", "otpsecret", "yubikey"];
/** Rounds of bcrypt, as a power of two, from which on guessing takes long enough. */
const leastCost = 10;

/** Cost of a hash as the file has it, hexadecimal; nothing for what is none. */
function costOf(hex: unknown): number | undefined {
  if (typeof hex !== "string" || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  const [, cost] = /^\$2[aby]\$(\d\d)\$.{53}$/.exec(Buffer.from(hex, "hex").toString("latin1")) ?? [];
  return cost === undefined ? undefined : Number(cost);
}

export default glauthPolicy({
  name: "glauth-guards-the-directory",
  severity: "critical",
  reason: "The groups that the directory tells decide what people may do everywhere.",
  remedy:
    'Keep passwords as bcrypt (`passbcrypt`, cost 10 at least), `ignorecapabilities = false` and `anonymousdse = false`; give rights to users alone, each `action = "search"` below one branch.',
  judge(directory, report) {
    if (directory.is("behaviors", "ignorecapabilities")) report("lets everybody search everything");
    for (const name of ["backend", "backends"])
      for (const { settings } of directory.all(name))
        if (settings["anonymousdse"] === true) report("answers who did not sign on");
    if (directory.is("", "debug")) report("writes what is asked and answered to its log");
    for (const { settings } of directory.all("users")) {
      const user = `user ${String(settings["name"])}`;
      for (const name of weak) if (name in settings) report(`${user} may prove itself by ${name}`);
      if (settings["disabled"] === true) continue;
      const hashes = [
        settings["passbcrypt"],
        ...(Array.isArray(settings["passappbcrypt"]) ? settings["passappbcrypt"] : []),
      ];
      for (const hash of hashes) {
        const cost = costOf(hash);
        if (cost === undefined) report(`${user} has a password that is not kept as bcrypt`);
        else if (cost < leastCost) report(`${user} has a password that is guessed fast`);
      }
    }
    const base = directory.text("backend", "basedn").toLowerCase();
    for (const { holder, action, object } of directory.capabilities) {
      if (!holder.startsWith("user ")) report(`${holder} gives rights to all its members`);
      if (action !== "search") report(`${holder} may ${action}`);
      if (object === "*" || object.toLowerCase() === base) report(`${holder} may search everything`);
    }
  },
});
