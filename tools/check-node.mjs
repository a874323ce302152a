// Run before any package is installed, so by any Node.js: plain JavaScript, no packages.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [major, minor] = engines.node.replace(/^>=/, "").split(".").map(Number);
const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);

if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  console.error(
    `error: This is Node.js ${process.versions.node} at ${process.execPath}; this project needs ${major}.${minor} or ` +
      "newer. Install it from https://nodejs.org or with your version manager (such as `nvm install 20`), put it " +
      "first on PATH, and run the command again.",
  );
  process.exit(1);
}
