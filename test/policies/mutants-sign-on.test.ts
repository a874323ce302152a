import { describe, expect, it } from "vitest";
import { evaluate } from "../../policies/evaluate";
import type { Change } from "./cases";
import { dex, dexOfProvider, glauth } from "./cases-by-family/sign-on";
import { compliant } from "./fixtures";
import { dexOfProviderText, dexText, glauthText } from "./sign-on-files";

/** A file of which every line is taken out, and weakened in each way that is known of it. */
interface Subject {
  text: string;
  change: (from: string, to: string) => Change;
  weaker: [RegExp, string][];
  /** Lines that may be missing or other, and why. */
  survivors: [RegExp, string][];
}

const closes = "Without it nobody signs on.";
const standard = "It is what the server does unless told.";
const looks = "How it looks, or what it says of itself.";

/** Whoever knows people. */
const dexSurvivors: Subject["survivors"] = [
  [/^without "(storage|id|name):/, closes],
  [/^without "- id/, closes],
  [/^without "(http|skipApprovalScreen|responseTypes): ?/, standard],
  [
    /^without "(Content-Security-Policy|X-Frame-Options|X-Content-Type-Options)/,
    "The edge sends these headers for every service.",
  ],
  [/^without "logger/, looks],
];

const subjects: Record<string, Subject> = {
  "dex.yaml": {
    text: dexText,
    change: dex,
    weaker: [
      [/https:\/\//, "http://"],
      [/127\.0\.0\.1:/, "0.0.0.0:"],
      [/127\.0\.0\.1:/, ":"],
      [/\[authorization_code\]/, "[implicit]"],
      [/\[code\]/, "[token]"],
      [/idTokens: \d+m/, "idTokens: 48h"],
      [/(secret): .*/, "$1: x"],
      [/(type): ldap/, "$1: mockPassword"],
      [/:3894/, ":389"],
    ],
    survivors: [
      ...dexSurvivors,
      [/^without "(bindPW|baseDN|filter|username|userSearch|idAttr|host|- \{ userAttr)/, closes],
      [/^without "(emailAttr|nameAttr|preferredUsernameAttr|userMatchers)/, closes],
      [/^without "usernamePrompt/, looks],
    ],
  },
  "dex.yaml of a company's provider": {
    text: dexOfProviderText,
    change: dexOfProvider,
    weaker: [
      [/https:\/\//, "http://"],
      [/\[authorization_code\]/, "[authorization_code, refresh_token]"],
      [/rootCAs: .*/, "rootCAs: []"],
      [/pkceChallenge: .*/, 'pkceChallenge: ""'],
      [/(type): oidc/, "$1: mockCallback"],
    ],
    survivors: [
      ...dexSurvivors,
      [/^without "(issuerAlias|tokenURL|jwksURL|clientID|clientSecret|redirectURI|scopes):/, closes],
      [/^without "(insecureEnableGroups|overrideClaimMapping|claimMapping):/, closes],
    ],
  },
  "glauth.cfg": {
    text: glauthText,
    change: glauth,
    weaker: [
      [/= false$/, "= true"],
      [/127\.0\.0\.1:/, "0.0.0.0:"],
      [/127\.0\.0\.1:/, ":"],
      [/passbcrypt = .*/, 'passsha256 = "00"'],
      [/object = .*/, 'object = "*"'],
      [/action = .*/, 'action = "*"'],
    ],
    survivors: [
      [
        /^without "(debug|ignorecapabilities|anonymousdse|tls|syslog|structuredlog|watchconfig|enabled = (true|false))/,
        standard,
      ],
      [
        /^without "\[\[?(ldap|ldaps|api|tracing|behaviors|backend|groups|users|users\.capabilities)\]/,
        closes,
      ],
      [
        /^without "(datastore|baseDN|nameformat|groupformat|name|gidnumber|uidnumber|primarygroup|othergroups|object)/,
        closes,
      ],
      [/^without "(givenname|sn|mail)/, looks],
      [/limitfailedbinds/, "All connections come from the terminator."],
      [/^"(syslog|watchconfig) = /, looks],
    ],
  },
};

for (const [file, { text, change, weaker, survivors }] of Object.entries(subjects)) {
  describe(`every line of ${file}`, async () => {
    const lines = text.split("\n");
    const mutants = lines.flatMap((line, at) => {
      const plain = line.trim();
      if (plain === "" || plain.startsWith("#")) return [];
      const without = { what: `without "${plain}"`, text: lines.toSpliced(at, 1).join("\n") };
      const others = weaker.flatMap(([sought, by]) => {
        const other = line.replace(sought, by);
        if (!sought.test(line)) return [];
        return [{ what: `"${plain}" = "${other.trim()}"`, text: lines.with(at, other).join("\n") }];
      });
      return [without, ...others];
    });
    const survived: string[] = [];
    for (const mutant of mutants) {
      const graph = compliant();
      change(text, mutant.text)(graph);
      // A file that cannot be read at all starts no server.
      const found = await evaluate(graph);
      if (found.length === 0) survived.push(mutant.what);
    }

    it("is judged, or may be otherwise for a reason that is named", () => {
      console.log(`${file}: ${mutants.length} mutants, ${survived.length} may stay`);
      expect(mutants.length - survived.length).toBeGreaterThan(10);
      expect(survived.filter((what) => !survivors.some(([kind]) => kind.test(what)))).toEqual([]);
    });

    it.each(survivors)("has a reason for %s: %s", (kind) => {
      expect(survived.filter((what) => kind.test(what))).not.toEqual([]);
    });
  });
}
