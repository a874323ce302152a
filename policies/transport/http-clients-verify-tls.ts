import { posix } from "node:path";
import { processPolicy } from "../lib/process";
import { commandsOf, uploadedScripts, withoutLaunchers } from "../lib/script";
import { isLoopbackHost } from "../lib/values";

/** Options by which curl and wget take any certificate, or an older TLS. */
const lowering =
  /^(-[a-jl-zA-Z]*k[a-zA-Z]*|--insecure|--proxy-insecure|--no-check-certificate|--ssl-allow-beast|--tlsv1(\.[0-2])?|--tls-max)$/;
const plain = /\bhttp:\/\/(?:[^\s/@"']*@)?(\[[^\]\s]*\]|[^\s/:"']+)/g;

/** Whoever a service or job calls by a URL of its own, in variables, arguments and uploaded scripts. */
export default processPolicy({
  name: "http-clients-verify-tls",
  severity: "critical",
  reason: "A client that asks nobody for a certificate gives its login to whoever answers.",
  remedy: "Use https:// addresses, and curl with `--tlsv1.3 --cacert`, never with --insecure.",
  judge(container, report) {
    for (const [name, value] of container.environment)
      for (const host of plainHosts(value)) report(`variable ${name} has a plain address of ${host}`);
    for (const host of plainHosts(container.program.join(" "))) report(`calls ${host} in the clear`);
    const commands: [words: readonly string[], where: string][] = [
      [container.program, "its command line"],
      ...uploadedScripts(container).flatMap(({ path, content }) =>
        commandsOf(content() ?? "").map((words): [string[], string] => [words, path]),
      ),
    ];
    for (const [words, where] of commands) {
      const [program = "", ...options] = calling(words);
      if (!/^(curl|wget)$/.test(posix.basename(program))) continue;
      for (const option of options.filter((word) => lowering.test(word))) report(`${where} uses ${option}`);
      for (const host of plainHosts(options.join(" "))) report(`${where} calls ${host} in the clear`);
    }
  },
});

/** The command behind what launches it, keywords of the shell and `name=`. */
const calling = (words: readonly string[]): string[] =>
  withoutLaunchers(words.filter((word) => !/^(if|then|else|elif|while|until|do|!|\w+=)$/.test(word)));

const plainHosts = (text: string): string[] =>
  [...text.matchAll(plain)]
    .map(([, host]) => host!.replace(/^\[(.*)\]$/, "$1"))
    .filter((host) => !isLoopbackHost(host));
