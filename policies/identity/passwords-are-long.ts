import { resourcePolicy } from "../lib/policy";

const shortest = 20;

export default resourcePolicy({
  name: "passwords-are-long",
  severity: "high",
  types: ["random:index/randomPassword:RandomPassword"],
  reason: "A short password can be guessed once its hash is out.",
  remedy: `Set \`length\` to ${shortest} or more.`,
  judge({ props }, report) {
    if (!(props["length"] >= shortest)) report(`has fewer than ${shortest} characters`);
    const classes = ["lower", "upper", "numeric", "special"].filter((set) => props[set] !== false);
    if (classes.length < 2) report("is made of one class of characters");
  },
});
